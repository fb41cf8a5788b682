//! The web pages of a folder made by the demonstration: every page, both languages, the words in
//! their kept page, what leaving needs, and what must never be served.

use std::time::Duration;

use depeche::demo::road::Road;

/// The answer to a request: status, headers as lines, body.
struct Answer {
    status: u16,
    headers: String,
    body: String,
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let headers =
        response.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    Answer {
        status: response.status().as_u16(),
        headers: headers.collect::<Vec<_>>().join("\n"),
        body: response.body_mut().read_to_string().unwrap(),
    }
}

fn get(url: &str, language: &str) -> Answer {
    let url = url.split('#').next().unwrap();
    answer(agent().get(url).header("Accept-Language", language).call().unwrap())
}

fn links(body: &str, prefix: &str) -> Vec<String> {
    let begins = format!("href=\"{prefix}");
    let found = body.match_indices(&begins).map(|(at, _)| {
        let address = body[at + 6..].split('"').next().unwrap();
        address.replace("&amp;", "&").replace("&#38;", "&")
    });
    let mut found: Vec<String> = found.collect();
    found.sort();
    found.dedup();
    found
}

/// One demonstration for all checks: it is the slow part.
#[test]
fn the_pages_of_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let road = Road::walk(folder.path(), 0, &mut |_| ()).unwrap();
    let open = &road.summary.open;
    let home = open.home.trim_end_matches('/').to_owned();
    first_page_and_errors(&home);
    editions_and_stories(&home, &open.edition, &open.story);
    words_in_their_page(&home, &open.statement);
    reserved_page(&home);
    programs(&home);
    described(&home);
    leaving(&home, folder.path());
}

fn first_page_and_errors(home: &str) {
    let english = get(&format!("{home}/"), "en");
    assert_eq!(english.status, 200);
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("The daily edition"));
    let policy = "content-security-policy: default-src 'none'; style-src 'self'";
    assert!(english.headers.contains(policy), "{}", english.headers);
    assert!(!english.body.contains("<script") && !english.body.contains("style=\""));
    assert!(get(&format!("{home}/"), "fr-CA, en;q=0.5").body.contains("Derniers sujets"));
    let chosen = get(&format!("{home}/?lang=fr"), "en");
    assert!(chosen.body.contains("<html lang=\"fr\">") && chosen.headers.contains("set-cookie: lang=fr"));
    for (path, status) in [("/nope", 404), ("/reports/999999", 404), ("/reports/x", 400), ("/stories/x", 404)]
    {
        let answer = get(&format!("{home}{path}"), "fr");
        assert_eq!(answer.status, status, "{path}");
        assert!(!answer.body.contains("rusqlite"), "{path}");
    }
    assert!(get(&format!("{home}/nope"), "fr").body.contains("Cette page n’existe pas"));
    assert!(get(&format!("{home}/about"), "en").body.contains("editor@demo.example"));
    assert!(get(&format!("{home}/style.css"), "en").headers.contains("text/css"));
}

fn editions_and_stories(home: &str, edition: &str, story: &str) {
    let edition = get(edition, "en");
    assert_eq!(edition.status, 200);
    let stories = links(&edition.body, "/stories/");
    let reports = links(&edition.body, "/reports/");
    assert!(stories.len() >= 3 && reports.len() >= 10, "{stories:?} {reports:?}");
    for address in stories.iter().chain(&reports) {
        assert_eq!(get(&format!("{home}{address}"), "en").status, 200, "{address}");
    }
    let mailed = links(&edition.body, "/editions/");
    let mailed = get(&format!("{home}{}", mailed.iter().find(|link| link.ends_with("/mail")).unwrap()), "en");
    assert!(mailed.body.contains("#:~:text="));
    let story = get(story, "fr");
    assert!(story.body.contains("Qui dit quoi"));
    assert!(story.body.contains("<q>"), "a story quotes");
}

fn words_in_their_page(home: &str, statement: &str) {
    let report = get(statement, "en");
    assert!(report.body.contains("<mark class=\"focus\" id=\"words\""), "the words in the clean text");
    let kept = report.body.split("<iframe src=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(report.body.contains("\" sandbox"), "the kept page stands in a sandbox");
    let kept = kept.replace("&amp;", "&").replace("&#38;", "&");
    let kept = get(&format!("{home}{kept}"), "en");
    assert_eq!(kept.status, 200);
    assert!(
        kept.headers.contains("content-security-policy: sandbox; default-src 'none'"),
        "{}",
        kept.headers
    );
    assert!(kept.body.contains("id=\"depeche-words\""), "the words in the kept page");
    assert!(!kept.body.contains("<script"));
}

/// A page whose outlet forbids copies is named and linked, and not a word of it shown.
fn reserved_page(home: &str) {
    for address in ["/search?q=barley", "/v1/statements?q=barley", "/search?q=Pruitt"] {
        let answer = get(&format!("{home}{address}"), "en");
        assert!(!answer.body.contains("12,000 tonnes"), "{address}");
    }
    let reserved = (1..=30)
        .map(|id| get(&format!("{home}/reports/{id}"), "en"))
        .find(|answer| answer.status == 200 && answer.body.contains("forbids keeping copies"));
    let reserved = reserved.expect("the page that may not be kept is listed");
    assert!(!reserved.body.contains("barley") && reserved.body.contains("The Harbour Ledger"));
}

fn programs(home: &str) {
    let page = "<html lang=en><title>Port closed</title><h1>Port closed</h1>\
                <p>“We close tonight,” the mayor, Ann Lee, said on Tuesday.</p>";
    let posted = agent().post(&format!("{home}/v1/reports?url=https://a.example/1"));
    let posted = answer(posted.header("Content-Type", "text/html; charset=utf-8").send(page).unwrap());
    let report: serde_json::Value = serde_json::from_str(&posted.body).unwrap();
    assert_eq!(report["title"]["text"], "Port closed");
    assert_eq!(report["url"], "https://a.example/1");
    let empty = answer(agent().post(&format!("{home}/v1/reports")).send_empty().unwrap());
    assert_eq!(empty.status, 400);
    let stories: serde_json::Value =
        serde_json::from_str(&get(&format!("{home}/v1/stories"), "en").body).unwrap();
    assert!(stories.as_array().unwrap().len() >= 3);
    let said = get(&format!("{home}/v1/statements?speaker=vanhulle&limit=2"), "en");
    let said: serde_json::Value = serde_json::from_str(&said.body).unwrap();
    assert!((1..=2).contains(&said.as_array().unwrap().len()), "{said}");
    assert_eq!(get(&format!("{home}/v1/nope"), "en").status, 404);
}

/// Looking a hundred times changes nothing; one POST leaves.
fn leaving(home: &str, folder: &std::path::Path) {
    let mails = std::fs::read_dir(folder.join("mails")).unwrap();
    let mail = mails
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .find(|mail| mail.contains("List-Unsubscribe:"))
        .unwrap();
    let folded = mail.replace("\r\n ", " ").replace("\r\n\t", " ");
    let line = folded.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
    let link = line.split(['<', '>']).find(|part| part.starts_with("http")).unwrap().to_owned();
    assert!(link.starts_with(home));
    for _ in 0..100 {
        assert!(get(&link, "en").body.contains("<form method=\"post\">"));
    }
    let left = agent().post(&link).header("Content-Type", "application/x-www-form-urlencoded");
    let left = answer(left.send("List-Unsubscribe=One-Click").unwrap());
    assert_eq!(left.status, 200);
    assert!(left.body.contains("You have left"));
    assert!(!get(&link, "en").body.contains("<form"));
    let none = get(&format!("{home}/unsubscribe/1-00112233445566778899aabbccddeeff"), "en");
    assert!(none.body.contains("nothing was changed"));
}

/// Whether an answer is of the form that the description gives it: every key it calls required, all the way down.
fn fits(
    schema: &serde_json::Value,
    answer: &serde_json::Value,
    all: &serde_json::Value,
) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(all.pointer(&name[1..]).ok_or(name)?, answer, all);
    }
    if let Some(forms) = schema["anyOf"].as_array() {
        let fitting = forms.iter().any(|form| fits(form, answer, all).is_ok());
        return if fitting { Ok(()) } else { Err(format!("fits none of {forms:?}: {answer}")) };
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(answer)
    {
        return Err(format!("{answer} is none of {words:?}"));
    }
    let kind = match answer {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(number) if number.is_f64() => "number",
        serde_json::Value::Number(_) => "integer",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let named = schema["type"].to_string();
    if !schema["type"].is_null() && !named.contains(&format!("\"{kind}\"")) {
        return Err(format!("{kind} instead of {named}: {answer}"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(|key| key.as_str()) {
        let inner = answer.get(key).ok_or_else(|| format!("no {key} in {answer}"))?;
        fits(&schema["properties"][key], inner, all).map_err(|wrong| format!("{key}: {wrong}"))?;
    }
    for item in answer.as_array().into_iter().flatten() {
        fits(&schema["items"], item, all)?;
    }
    Ok(())
}

/// The description of `/v1` holds: every path answers as it says, and to no other method.
fn described(home: &str) {
    let json = |answer: &Answer| serde_json::from_str::<serde_json::Value>(&answer.body).unwrap();
    let description = json(&get(&format!("{home}/v1/openapi.json"), "en"));
    let story = json(&get(&format!("{home}/v1/stories"), "en"))[0]["story"].as_str().unwrap().to_owned();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let id = match path.as_str() {
            "/v1/stories/{id}" => story.as_str(),
            "/v1/desks/{id}/editions" => "daily",
            _ => "1",
        };
        let url = format!("{home}{}?of=people&q=", path.replace("{id}", id));
        for (method, operation) in methods.as_object().unwrap() {
            let (found, other) = if method == "post" {
                (answer(agent().post(&url).send("<p>The port is closed.</p>").unwrap()), get(&url, "en"))
            } else {
                (get(&url, "en"), answer(agent().post(&url).send_empty().unwrap()))
            };
            assert_eq!((found.status, other.status), (200, 405), "{method} {path}: {}", found.body);
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            assert!(!schema.is_null(), "{path}");
            let found = json(&found);
            assert!(found.as_array().is_none_or(|found| !found.is_empty()), "{path}: nothing to compare");
            assert_eq!(fits(schema, &found, &description), Ok(()), "{method} {path}");
            if operation["responses"].get("404").is_some() {
                let gone = get(&format!("{home}{}", path.replace("{id}", "404")), "en");
                let error = &operation["responses"]["404"]["content"]["application/json"]["schema"];
                assert_eq!((gone.status, fits(error, &json(&gone), &description)), (404, Ok(())), "{path}");
            }
        }
    }
}

//! The words of the web pages, in English and French.

use crate::reading::wording::Tongue;

macro_rules! words {
    ($($name:ident: $en:literal, $fr:literal;)*) => {
        /// Every word of the interface in one language.
        #[derive(Debug)]
        pub(super) struct Words {
            /// BCP 47 code.
            pub(super) code: &'static str,
            $(pub(super) $name: &'static str,)*
        }

        const EN: Words = Words { code: "en", $($name: $en,)* };
        const FR: Words = Words { code: "fr", $($name: $fr,)* };
    };
}

impl Words {
    /// A number with what it counts: French has the singular for nought too.
    pub(super) fn counted(&self, count: u32, one: &str, many: &str) -> String {
        let single = count == 1 || count == 0 && self.code == "fr";
        format!("{count} {}", if single { one } else { many })
    }
}

words! {
    slogan: "Who says what, in their own words", "Qui dit quoi, dans leurs propres mots";
    skip: "Skip to the content", "Aller au contenu";
    other_language: "Français", "English";
    other_code: "fr", "en";
    stories: "Stories", "Sujets";
    search: "Search", "Chercher";
    about: "About", "À propos";
    desks: "Desks", "Rubriques";
    latest_edition: "Latest edition", "Dernière édition";
    no_edition: "No edition yet.", "Pas encore d’édition.";
    latest_stories: "Latest stories", "Derniers sujets";
    all_stories: "All stories", "Tous les sujets";
    nothing_yet: "Nothing has been collected yet. Name your outlets in depeche.toml, then run: depeche collect",
                 "Rien n’a encore été collecté. Nommez vos sources dans depeche.toml, puis lancez : depeche collect";
    edition: "Edition", "Édition";
    sealed: "Sealed", "Scellée";
    fingerprint: "Fingerprint", "Empreinte";
    as_mailed: "As mailed", "Telle qu’envoyée";
    whole_story: "The whole story", "Tout le sujet";
    who_says_what: "Who says what", "Qui dit quoi";
    figures: "Figures that differ", "Des chiffres qui diffèrent";
    published_in: "Reports", "Articles";
    also_in: "also in", "aussi dans";
    more_stories: "Also", "Aussi";
    copy: "copy", "copie";
    copy_title: "The words we kept, on the page we kept", "Les mots conservés, sur la page conservée";
    same_dispatch: "same dispatch", "même dépêche";
    not_quoted: "listed only: the outlet forbids copies", "mentionné seulement : la source interdit les copies";
    report: "report", "article";
    reports: "reports", "articles";
    outlet: "outlet", "média";
    outlets: "outlets", "médias";
    language: "language", "langue";
    languages: "languages", "langues";
    origin: "independent origin", "origine indépendante";
    origins: "independent origins", "origines indépendantes";
    said_by_outlet: "the outlet itself", "le média lui-même";
    speaker_unknown: "speaker not said", "auteur non précisé";
    spelt: "also spelt", "aussi écrit";
    timeline: "Report by report", "Article par article";
    kept_page: "The page as we kept it", "La page telle que nous l’avons conservée";
    kept_page_note: "Scripts do not run and nothing is loaded from outside; the words are highlighted.",
                    "Aucun script n’est exécuté et rien n’est chargé de l’extérieur ; les mots sont surlignés.";
    open_alone: "Open alone", "Ouvrir à part";
    not_kept: "The outlet forbids keeping copies of this page, so it is listed and not quoted.",
              "Le média interdit de conserver cette page : elle est mentionnée et n’est pas citée.";
    fetched: "Fetched", "Relevée";
    part_of: "Part of the story", "Fait partie du sujet";
    to_the_source: "To the source", "Vers la source";
    at_the_source: "To the source:", "Vers la source :";
    search_hint: "Words, or the name of somebody who speaks", "Des mots, ou le nom de qui parle";
    search_button: "Search", "Chercher";
    statements: "Statements", "Déclarations";
    no_result: "Nothing was found. Try fewer words.", "Rien n’a été trouvé. Essayez avec moins de mots.";
    subscribe: "Receive this desk by mail", "Recevoir cette rubrique par courriel";
    your_address: "Your address", "Votre adresse";
    no_address: "This is no mail address; go back and look at its spelling:", "Ceci n’est pas une adresse de courriel ; revenez en arrière et vérifiez-la :";
    subscribe_button: "Ask to confirm", "Demander la confirmation";
    consent: "I want to receive each edition of this desk by mail, until I leave. My address is used for nothing else.",
             "Je veux recevoir chaque édition de cette rubrique par courriel, jusqu’à ce que je me désinscrive. Mon adresse ne sert à rien d’autre.";
    asked: "Look into your mailbox", "Regardez votre boîte";
    asked_text: "If this address is not subscribed yet, a mail with a link is on its way. Nothing is sent before you confirm.",
                "Si cette adresse n’est pas encore abonnée, un courriel avec un lien est en route. Rien n’est envoyé avant votre confirmation.";
    confirm: "Confirm your subscription", "Confirmez votre abonnement";
    confirm_text: "One click, and the next edition comes to", "Un clic, et la prochaine édition arrivera à";
    confirm_button: "Yes, send me the editions", "Oui, envoyez-moi les éditions";
    confirmed: "Welcome", "Bienvenue";
    confirmed_text: "Your subscription is confirmed. Every edition holds a link to leave.",
                    "Votre abonnement est confirmé. Chaque édition contient un lien pour se désinscrire.";
    used_up: "This link is no longer good", "Ce lien n’est plus valable";
    used_up_text: "It was used already, or it is older than three days. Ask again on the first page.",
                  "Il a déjà servi, ou il a plus de trois jours. Redemandez sur la première page.";
    leave: "Leave", "Se désinscrire";
    leave_text: "No further edition will be sent to", "Plus aucune édition ne sera envoyée à";
    leave_button: "Leave", "Se désinscrire";
    left: "You have left", "Vous êtes désinscrit";
    left_text: "No further edition will be sent. You may come back whenever you like.",
               "Plus aucune édition ne sera envoyée. Vous pouvez revenir quand vous voulez.";
    no_such_link: "Nobody is subscribed by this link; nothing was changed.",
                  "Personne n’est abonné par ce lien ; rien n’a été changé.";
    about_title: "What we fetch, and why", "Ce que nous relevons, et pourquoi";
    about_what: "Dépêche reads news pages, records who said what and which figures are claimed, and puts reports of the same event side by side. Nothing here is written or translated by us: every sentence is a source’s own, and leads back to it.",
                "Dépêche lit des pages d’actualité, note qui a dit quoi et quels chiffres sont avancés, et met côte à côte les articles sur un même événement. Rien ici n’est écrit ni traduit par nous : chaque phrase est celle d’une source, et y ramène.";
    about_polite: "We name ourselves in every request, keep to robots.txt and to what an outlet reserves, ask one page at a time, and wait between two. Pages whose outlet forbids copies are listed and never quoted.",
                  "Nous nous nommons dans chaque requête, respectons robots.txt et les réserves des médias, demandons une page à la fois et attendons entre deux. Les pages dont le média interdit les copies sont mentionnées et jamais citées.";
    about_object: "Wrongly attributed, misread, or yours and not to be kept? Write to us; one mail is enough.",
                  "Une attribution fausse, une erreur de lecture, une page à retirer ? Écrivez-nous ; un courriel suffit.";
    contact: "Contact", "Contact";
    outlets_read: "Outlets we read", "Médias que nous lisons";
    numbers: "What is kept here", "Ce qui est conservé ici";
    pages: "pages", "pages";
    agent: "We call ourselves", "Nous nous présentons comme";
    not_found: "There is no such page", "Cette page n’existe pas";
    not_found_text: "The address may be mistyped, or what stood here was taken down.",
                    "L’adresse est peut-être mal écrite, ou ce qui se trouvait ici a été retiré.";
    bad_request: "That cannot be meant", "Cette demande n’a pas de sens";
    broken: "Something broke", "Quelque chose s’est cassé";
    broken_text: "It is our fault, and it has been noted. Try again in a moment.",
                 "C’est notre faute, et c’est noté. Réessayez dans un instant.";
    home: "To the first page", "Vers la première page";
}

/// The words in one language.
pub(super) fn of(tongue: Tongue) -> &'static Words {
    match tongue {
        Tongue::En => &EN,
        Tongue::Fr => &FR,
    }
}

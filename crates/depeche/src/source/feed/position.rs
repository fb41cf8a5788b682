//! Where it happened: GeoRSS in its simple form and as GML, as GeoJSON's points, lines and polygons.

use serde_json::{Value, json};

use super::fields::{get, object};
use super::reader::Reader;

/// An element begins; whether it is one of these.
pub(super) fn start(reader: &mut Reader, name: &str, attributes: &[(String, String)]) -> bool {
    match name {
        "georss_point" | "georss_line" | "georss_polygon" | "georss_box" => {
            reader.push("geometry", false);
            reader.context().insert("where".into(), json!({}));
        }
        "where" | "georss_where" => {
            reader.push("where", false);
            reader.context().insert("where".into(), json!({}));
        }
        "gml_point" | "gml_linestring" | "gml_polygon" | "gml_exterior" | "gml_linearring" => {
            if matches!(name, "gml_point" | "gml_linestring" | "gml_polygon") {
                let system = get(attributes, "srsname").map(str::to_owned);
                let dimensions =
                    get(attributes, "srsdimension").and_then(|text| text.parse::<u8>().ok()).unwrap_or(2);
                let place = object(reader.context(), "where");
                place.insert("srsName".into(), system.into());
                place.insert("srsDimension".into(), dimensions.into());
            }
            match name {
                "gml_point" => reader.geometry = "Point",
                "gml_linestring" => reader.geometry = "LineString",
                "gml_linearring" => reader.geometry = "Polygon",
                _ => {}
            }
            reader.push("geometry", false);
        }
        "gml_pos" | "gml_poslist" => reader.push("pos", false),
        _ => return false,
    }
    true
}

/// An element ends; whether it is one of these.
pub(super) fn end(reader: &mut Reader, name: &str) -> bool {
    let geometry = match name {
        "georss_point" => shape("Point", &reader.pop("geometry").unwrap_or_default(), true, 2),
        "georss_line" => shape("LineString", &reader.pop("geometry").unwrap_or_default(), true, 2),
        "georss_polygon" => shape("Polygon", &reader.pop("geometry").unwrap_or_default(), true, 2),
        "georss_box" => shape("Box", &reader.pop("geometry").unwrap_or_default(), true, 2),
        "gml_pos" | "gml_poslist" => {
            let text = reader.pop("pos").unwrap_or_default();
            let place = object(reader.context(), "where");
            let dimensions = place.get("srsDimension").and_then(Value::as_u64).unwrap_or(2) as usize;
            let system = place.get("srsName").and_then(Value::as_str).unwrap_or_default();
            // A projected system (of EPSG, not one of its geographic 4000s) has east first already.
            let code = system.rsplit(':').next().and_then(|code| code.parse::<u32>().ok());
            let projected = system.contains("EPSG") && code.is_some_and(|code| !(4000..5000).contains(&code));
            let kind = if name == "gml_pos" { "Point" } else { reader.geometry };
            shape(kind, &text, !projected, dimensions)
        }
        "where" | "georss_where" => {
            reader.pop("where");
            None
        }
        "gml_point" | "gml_linestring" | "gml_polygon" | "gml_exterior" | "gml_linearring" => {
            reader.pop("geometry");
            None
        }
        _ => return false,
    };
    if let Some((kind, coordinates)) = geometry {
        let place = object(reader.context(), "where");
        place.insert("type".into(), kind.into());
        place.insert("coordinates".into(), coordinates);
    }
    true
}

/// The coordinates of a shape, longitude first.
fn shape<'k>(kind: &'k str, text: &str, swap: bool, dimensions: usize) -> Option<(&'k str, Value)> {
    let numbers: Vec<f64> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().ok())
        .collect::<Option<_>>()?;
    let points: Vec<Value> = numbers
        .chunks_exact(dimensions.clamp(2, 3))
        .map(|point| {
            let mut point = point.to_vec();
            if swap {
                point.swap(0, 1);
            }
            json!(point)
        })
        .collect();
    let coordinates = match kind {
        "Point" => points.into_iter().next()?,
        "Polygon" if points.len() < 4 => return None,
        "Polygon" => json!([points]),
        "" => return None,
        _ => json!(points),
    };
    Some((kind, coordinates))
}

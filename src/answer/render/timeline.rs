//! The sources on a line of time, as SVG: a row for each outlet, a dot for each day on which it is cited.

use jiff::civil::Date;

use super::contested::Moment;
use super::html::escaped;

/// Drawn for the width of a phone, so that its letters are readable there.
const WIDTH: i64 = 340;
const MARGIN: i64 = 14;
const ROW: i64 = 46;
/// Dots that are nearer than this are one.
const NEAR: i64 = 16;
/// Letters of an outlet's name that fit.
const NAME: usize = 40;

/// The drawing; nothing for less than two days.
pub(super) fn timeline(moments: &[Moment]) -> Option<String> {
    let (first, last) = (moments.first()?.day, moments.last()?.day);
    let span = days_between(first, last);
    if span == 0 {
        return None;
    }
    let place = |day: Date| MARGIN + (WIDTH - 2 * MARGIN) * days_between(first, day) / span;
    let mut outlets: Vec<&str> = Vec::new();
    for moment in moments {
        if !outlets.contains(&moment.outlet.as_str()) {
            outlets.push(&moment.outlet);
        }
    }
    let rows: String = outlets
        .iter()
        .zip(0..)
        .map(|(outlet, row)| {
            let own = moments.iter().filter(|moment| moment.outlet == *outlet);
            self::row(outlet, ROW * row, &own.map(|moment| (place(moment.day), moment.n)).collect::<Vec<_>>())
        })
        .collect();
    let bottom = ROW * i64::try_from(outlets.len()).unwrap_or_default();
    let axis = |x: i64, anchor: &str, day: Date| {
        let day = day.strftime("%-d %b %Y");
        format!(
            "<text class=\"when\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{day}</text>\n",
            bottom + 16
        )
    };
    let long = |day: Date| day.strftime("%-d %B %Y").to_string();
    Some(format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-labelledby=\"timeline-title timeline-text\">\n\
         <title id=\"timeline-title\">Timeline of the sources</title>\n\
         <desc id=\"timeline-text\">{} sources from {} to {}, by outlet; the same as a list stands below.</desc>\n{rows}{}{}</svg>\n",
        bottom + 22,
        moments.len(),
        long(first),
        long(last),
        axis(MARGIN, "start", first),
        axis(WIDTH - MARGIN, "end", last),
    ))
}

fn row(outlet: &str, top: i64, dots: &[(i64, usize)]) -> String {
    let name: String = outlet.chars().take(NAME).collect();
    let name = if name.len() < outlet.len() { format!("{name}…") } else { name };
    let line = top + 37;
    let mut drawn = format!(
        "<text class=\"outlet\" x=\"{MARGIN}\" y=\"{}\">{}</text>\n<line x1=\"{MARGIN}\" y1=\"{line}\" x2=\"{}\" y2=\"{line}\"/>\n",
        top + 12,
        escaped(&name),
        WIDTH - MARGIN
    );
    let mut groups: Vec<(i64, Vec<String>)> = Vec::new();
    for (x, n) in dots {
        match groups.last_mut().filter(|(last, _)| x - *last < NEAR) {
            Some((_, numbers)) => numbers.push(n.to_string()),
            None => groups.push((*x, vec![n.to_string()])),
        }
    }
    for (x, numbers) in groups {
        let anchor = match x {
            x if x < 3 * MARGIN => "start",
            x if x > WIDTH - 3 * MARGIN => "end",
            _ => "middle",
        };
        let label = match anchor {
            "start" => x - 4,
            "end" => x + 4,
            _ => x,
        };
        drawn.push_str(&format!(
            "<circle cx=\"{x}\" cy=\"{line}\" r=\"4\"/>\n<text class=\"n\" x=\"{label}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>\n",
            line - 7,
            numbers.join(", ")
        ));
    }
    drawn
}

fn days_between(first: Date, last: Date) -> i64 {
    let hours = (last - first).get_days();
    i64::from(hours)
}

//! Rows under headings, told as text, Markdown and HTML.

use quick_xml::escape::escape;

use crate::answer::render::clean;

/// A table. Its first column has names, the others numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn of(title: &str, headings: &[&str], rows: Vec<Vec<String>>) -> Self {
        let headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
        Self { title: title.to_owned(), headings, rows }
    }

    /// Columns as wide as what is in them.
    pub fn readable(&self) -> String {
        let lines: Vec<Vec<String>> = std::iter::once(&self.headings)
            .chain(&self.rows)
            .map(|row| row.iter().map(|cell| clean(cell)).collect())
            .collect();
        let width = |at: usize| {
            lines.iter().filter_map(|line| Some(line.get(at)?.chars().count())).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.headings.len()).map(width).collect();
        let line = |cells: &Vec<String>| {
            let cells = cells.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
                0 => format!("{cell:<width$}"),
                _ => format!("  {cell:>width$}"),
            });
            cells.collect::<String>().trim_end().to_owned() + "\n"
        };
        lines.iter().map(line).collect()
    }

    pub fn markdown(&self) -> String {
        let line = |cells: &Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = format!("|---|{}\n", "---:|".repeat(self.headings.len().saturating_sub(1)));
        line(&self.headings) + &rule + &self.rows.iter().map(line).collect::<String>()
    }

    pub fn html(&self) -> String {
        let row = |cells: &Vec<String>, tag: &str| {
            let cells = cells.iter().enumerate().map(|(at, cell)| {
                let class = if at == 0 { "" } else { " class=\"n\"" };
                format!("<{tag}{class}>{}</{tag}>", escape(clean(cell)))
            });
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let rows: String = self.rows.iter().map(|cells| row(cells, "td")).collect();
        // Wide ones are moved by themselves, with keys too: the page stays as wide as the screen.
        let title = escape(clean(&self.title));
        let head = row(&self.headings, "th");
        format!(
            "<section class=\"wide\" tabindex=\"0\" aria-label=\"{title}\"><table><thead>{head}</thead>\n\
             <tbody>{rows}</tbody></table></section>\n"
        )
    }
}

/// The words of a cell in Markdown.
pub fn escaped(text: &str) -> String {
    clean(text).replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_told_in_three_forms() {
        let row = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
        let table = Table::of("T", &["set", "AUROC"], vec![row("a|<b>", "0.75"), row("longer", "0.7")]);
        assert_eq!(table.readable(), "set     AUROC\na|<b>    0.75\nlonger    0.7\n");
        assert_eq!(
            table.markdown(),
            "| set | AUROC |\n|---|---:|\n| a\\|&lt;b> | 0.75 |\n| longer | 0.7 |\n"
        );
        assert!(table.html().contains("<td>a|&lt;b&gt;</td><td class=\"n\">0.75</td>"), "{}", table.html());
    }
}

//! The report in the forms that people and programs read.
mod json;
pub use json::json;
pub struct Page {
    pub width: usize,
    pub colour: bool,
}
pub fn text(r: &super::Report, _: &Page) -> String {
    json(r)
}
pub fn markdown(r: &super::Report) -> String {
    json(r)
}
pub fn html(r: &super::Report) -> String {
    json(r)
}

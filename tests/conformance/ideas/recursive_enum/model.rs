use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Expression {
    Number(i32),
    Name(String),
    Negate(Box<Expression>),
    Add(Box<Expression>, Box<Expression>),
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
    End,
}

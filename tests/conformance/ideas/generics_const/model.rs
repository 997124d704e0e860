use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Grid<T: Copy, const N: usize> {
    pub name: String,
    pub cells: Vec<[T; 2]>,
    pub corner: Corner<N>,
}

#[derive(Serialize, Deserialize)]
pub struct Corner<const N: usize> {
    pub at: u8,
}

#[derive(Serialize, Deserialize)]
pub struct Boards {
    pub small: Grid<u8, 3>,
    pub large: Grid<bool, 19>,
}

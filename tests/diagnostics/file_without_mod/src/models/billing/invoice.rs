pub struct Invoice;

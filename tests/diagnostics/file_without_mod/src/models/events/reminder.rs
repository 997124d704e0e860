pub struct Reminder;

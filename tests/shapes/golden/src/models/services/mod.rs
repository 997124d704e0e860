pub mod sendgrid;

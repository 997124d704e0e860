//! What serde says to every sample: that it reads what it wrote, accepts what it accepts and refuses what it refuses.

use conformance::{IDEAS, Subject};

#[test]
fn h3_serde_accepts_and_refuses_what_the_ideas_say() {
    let mut wrong = Vec::new();
    for idea in IDEAS {
        for subject in (idea.subjects)() {
            wrong.extend(
                mistakes(&subject)
                    .into_iter()
                    .map(|what| format!("{}: {}: {what}", idea.name, subject.type_name)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn mistakes(subject: &Subject) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(model) = subject.model else {
        return wrong;
    };
    let accepted = [&subject.read, &subject.tolerated, &subject.filled];
    for json in accepted.into_iter().flatten() {
        if let Err(error) = model(json) {
            wrong.push(format!("serde refuses {json}: {error}"));
        }
    }
    for json in &subject.held {
        let again = model(json);
        if again.as_ref().map(Option::as_ref) != Ok(Some(json)) {
            wrong.push(format!("serde makes {again:?} of {json}"));
        }
    }
    for json in subject.refused.iter().chain(&subject.refused_beyond) {
        if let Ok(written) = model(json) {
            wrong.push(format!("serde accepts {json} and writes {written:?}"));
        }
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(json) {
            wrong.push(format!("this is no JSON: {json}: {error}"));
        }
    }
    if subject.written.is_empty() && subject.read.is_empty() {
        wrong.push("there is nothing to read".to_owned());
    }
    wrong
}

use super::*;
use crate::answer::question::tests::read;

#[track_caller]
fn check(question: &str, sentence: &str, expected: Role) {
    let role = language::role(sentence, false);
    assert_eq!(Predicate::of(&read(question)).role(sentence, role), expected, "{sentence}");
}

#[test]
fn what_a_sentence_says_of_the_predicate_decides() {
    let asked = "Was the ceasefire in Ukraine legal?";
    check(asked, "The court ruled that the ceasefire was unlawful.", Role::Defence);
    check(asked, "The government said that the ceasefire was lawful.", Role::Accusation);
    check(asked, "The government said that the ceasefire was not legal.", Role::Defence);
    check(asked, "Critics accused the government of misleading the court.", Role::Defence);
    let asked = "Was it legal for Melk to close the strait?";
    check(asked, "Members may not debate the strait or work on any laws.", Role::Event);
}

#[test]
fn what_breaks_the_law_is_not_legal_and_an_accusation_of_nobody_is_no_side() {
    let asked = "Was it legal for Dragan Melk to close the strait?";
    check(asked, "Each day the strait is closed, Melk is breaking the law, a senator said.", Role::Defence);
    let asked = "Was Ada Lind to blame for the collision on the ferry?";
    check(asked, "The alleged incident was on a Friday in May.", Role::Event);
    check(
        asked,
        "On the stand, Lind said that she took no risks on the day of the alleged collision.",
        Role::Defence,
    );
    check(asked, "Critics accused Lind of steering into the pier.", Role::Accusation);
    check(asked, "On Friday Lind gave her account of the collision, saying Verhalen hit her.", Role::Defence);
    let sued = "While on the stand on Friday, Lind gave her account of the collision, saying Tomas Verhalen “hit me at once.”";
    let mut told = Predicate::of(&read(asked));
    told.opponents.insert("verhalen".to_owned());
    assert_eq!(told.role(sued, language::role(sued, false)), Role::Defence);
    let predicate = Predicate::of(&read(asked));
    let opponent = |sentence: &str| predicate.opponent(sentence);
    assert_eq!(opponent("Lind was sued by Tomas Verhalen, a passenger.").as_deref(), Some("verhalen"));
    assert_eq!(opponent("Verhalen accused Lind of haste.").as_deref(), Some("verhalen"));
    assert_eq!(opponent("Lind accused Verhalen of haste."), None);
}

#[test]
fn what_is_done_may_come_after_more_than_a_name() {
    let asked = "Does hanging a chart in a school room violate the rights of pupils?";
    check(
        asked,
        "The court ruled that charts in school rooms do not violate the rights of pupils.",
        Role::Defence,
    );
    check(asked, "The court agreed that charts in a room violate the rights of pupils.", Role::Accusation);
    let asked = "Did two skippers rob a tourist on the ferry?";
    check(asked, "She was robbed on the ferry by two men, the tourist said.", Role::Accusation);
}

#[test]
fn a_finding_of_nothing_is_a_side_and_a_right_denied_is_no_denial() {
    let asked = "Does the new toll violate the rights of skippers?";
    check(asked, "The court said that there is no evidence that the toll hinders skippers.", Role::Defence);
    check(asked, "It is not known whether the toll hinders skippers.", Role::Unknown);
    check(
        asked,
        "Brandt was questioned on the ferry about whether the toll violates the rights of skippers.",
        Role::Event,
    );
    check(asked, "The judge wrote denying skippers the strait violated their rights.", Role::Accusation);
    let asked = "Did Ada Lind steal the chart from Tomas Verhalen?";
    check(
        asked,
        "“I would be a fool to show it,” Lind said about the accusation that she copied charts.",
        Role::Defence,
    );
}

#[test]
fn who_finds_nothing_holds_back_or_claims_it_complicates_it() {
    let asked = "Did Dragan Melk cause the blast on the Lume ferry?";
    check(
        asked,
        "The court also did not find any evidence for the accusation that Melk caused the blast.",
        Role::Defence,
    );
    check(
        asked,
        "The minister said that the part of Melk in the blast was not yet confirmed.",
        Role::Defence,
    );
    check(asked, "A group called Free Quays claimed responsibility for the blast.", Role::Defence);
    check(asked, "Melk admits having been on the quay before the blast.", Role::Accusation);
    check(asked, "It is not known who caused the blast.", Role::Unknown);
    let asked = "Was the vote in Calder fair?";
    check(asked, "The court found no evidence of fraud in the vote in Calder.", Role::Accusation);
    check(asked, "The court found no evidence that the vote in Calder was fair.", Role::Defence);
    let asked = "Was the arrest of Ada Lind politically motivated?";
    check(
        asked,
        "Observers have criticised her detention and said that the arrest of Lind was politically-motivated to smear her.",
        Role::Accusation,
    );
}

#[test]
fn a_denial_in_a_quotation_denies() {
    let asked = "Does Verhalen have a stake in the Grey Heron Fund?";
    check(asked, "“Mr Verhalen has no stake, and neither has his family,” Brisk said.", Role::Defence);
    check(
        asked,
        "Marsh called the story “gossip” and said that Verhalen had declared his stake.",
        Role::Defence,
    );
}

#[test]
fn who_denies_and_who_is_asked_about_speak_in_defence() {
    let asked = "Did Witkoff favour Moscow?";
    check(asked, "Witkoff denied that he had favoured Moscow, as alleged.", Role::Defence);
    check(asked, "Witkoff said that he had no favour to give.", Role::Defence);
    check(asked, "Witkoff said that the talks had been long.", Role::Event);
    check(asked, "A spokesman for Witkoff accused circles in Kyiv of leaking the call.", Role::Defence);
    check(asked, "Witkoff admitted that he had favoured Moscow.", Role::Accusation);
    check(asked, "Witkoff was accused of one-sided advice.", Role::Accusation);
    check(asked, "Lawmakers said that Witkoff favoured Moscow.", Role::Accusation);
    check(asked, "“Witkoff favours Moscow,” a senator told the White House.", Role::Accusation);
}

#[test]
fn whether_it_was_one_who_did_it_is_answered_by_who_names_him() {
    let asked = "Was it Melk that attacked the harbour of Melby?";
    check(asked, "The attack on the harbour of Melby broke two piers.", Role::Event);
    check(asked, "The attack on the harbour was by pilots of Melk.", Role::Accusation);
    check("Did Melk attack the harbour of Melby?", "Melk attacked the harbour on Tuesday.", Role::Accusation);
}

#[test]
fn a_judgement_in_quotation_marks_counts_whoever_is_quoted() {
    let quoted = "Ada Lind, a professor of harbours, is “unconvinced by the data on the attack”.";
    check("Did Melk attack the harbour of Melby?", quoted, Role::Defence);
}

#[test]
fn countries_are_no_nationalities() {
    assert_eq!(words_of("Iran"), ["iran"]);
    assert!(words_of("American").is_empty());
    assert_eq!(words_of("German Melk"), ["melk"]);
}

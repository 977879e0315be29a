package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headwater.testing.FreshPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page on which a new feed's samples are looked at and its overlay is written, as somebody uses it. */
class OnboardingTests extends InBrowser {
    private static final String WALK_IN = """
            MSH|^~\\&|CARELINK|LAKESIDE|HEADWATER||20260318141000||ADT^A04^ADT_A01|LK00417|P|2.3
            EVN|A04|20260318141000
            PID|1||558120^^^LKMRN^MR||Testwater^Ruthann^M||19710903|Q|||||(312)555-0148
            ZPD|1|S^Staying at a shelter|Y
            PV1|1|O|WALKIN^^^LAKESIDE||||||||||||||||LK90017^^^LKVIS^VN
            """;

    @BeforeEach
    void signIn() {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
    }

    @Test
    void samplesShowWhatIsSpecialAboutAFeedAndTheOverlayTakesItUp() {
        declareFeed("lakeside-adt", "Lakeside of the onboarding tests");
        browser.isFitForAll();

        // typing is enough
        browser.fill("#samples", WALK_IN);
        browser.reads("#outcome", "Testwater, Ruthann M");
        browser.reads("#outcome .findings", "v2-administrative-sex");
        browser.reads("#outcome", "ZPD-3");

        browser.type("input[aria-label='What Q of v2-administrative-sex stands for']", "other");
        browser.click("button[aria-label='Add Q to the overlay']");
        browser.reads("#outcome", "gender: other");
        assertThat(browser.value("#document"))
                .contains("v2-administrative-sex:")
                .contains("Q: other");
        browser.reads("#outcome .findings", "settled");

        browser.click("button[aria-label='Write a rule that reads ZPD-3']");
        browser.reads("h1", "Onboarding");
        browser.holds("[name=ruleFrom]", "ZPD-3");
        browser.type("[name=ruleBlock]", "patient");
        browser.type("[name=ruleElement]", "person.interpreter-needed");
        browser.click("button[value=rule]");
        browser.reads("#outcome", "patient-interpreterRequired");
        browser.reads("#outcome", "now read");
        browser.isFitForAll();

        browser.type("[name=note]", "as their analyst says");
        browser.click("button[value=save]");
        browser.reads(".notice.good", "Version 1 is saved");
        browser.reads("#versions-heading + .wide", "as their analyst says");
        browser.isFitForAll();
    }

    @Test
    void problemsAreToldByLineAndNothingIsSavedWithThem() {
        declareFeed("lakeside-problems", "Lakeside of the problem tests");
        browser.fill("#document", "overlay: lakeside-problems\nchange:\n  patiant: { remove: [person.gender] }\n");
        browser.click("button[value=save]");
        browser.reads("#problems", "Line 3");
        browser.reads("[role=alert]", "Nothing was saved");
        assertThat(browser.all("#versions-heading")).isEmpty();
        browser.isFitForAll();
    }

    @Test
    void whatIsPreviewedIsStoredOnlyWhenItIsSentAndOldVersionsComeBack() throws IOException {
        declareFeed("lakeside-restore", "Lakeside of the restore tests");
        Path file = Files.writeString(files.resolve("walk-in.hl7"), WALK_IN.replace("\n", "\r"));
        browser.find("form[data-samples] input[type=file]").sendKeys(file.toString());
        browser.reads("#outcome", "Testwater, Ruthann M");
        browser.go("/console/inbox?feed=lakeside-restore");
        assertThat(browser.all("#entries tbody tr")).isEmpty();

        save("codes: { v2-administrative-sex: { Q: other } }", "Version 1 is saved");
        save("codes: { v2-administrative-sex: { Q: unknown } }", "Version 2 is saved");
        browser.click("button[aria-label='Restore version 1']");
        browser.reads(".notice.good", "Version 3 is saved");
        assertThat(browser.value("#document")).contains("Q: other");

        browser.go("/console/upload?feed=lakeside-restore");
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.click("main button[type=submit]");
        browser.reads("#receipt .notice", "Done.");
        browser.go("/console/feeds/lakeside-restore/onboarding");
        browser.reads("#outcome", "1 received");
        browser.reads("#outcome", "in 1");
        browser.find("button[aria-label='Write a rule that reads ZPD-3']");
        browser.isFitForAll();
    }

    private void save(String overlay, String told) {
        browser.go("/console/feeds/lakeside-restore/onboarding");
        browser.fill("#document", "overlay: lakeside-restore\n" + overlay + "\n");
        browser.click("button[value=save]");
        browser.reads(".notice.good", told);
    }

    private void declareFeed(String id, String organization) {
        browser.go("/console/onboarding");
        browser.isFitForAll();
        browser.click("main .heading a[role=button]");
        browser.type("[name=organization]", organization);
        browser.type("[name=id]", id);
        browser.click("main button[type=submit]");
        browser.reads("h1", "Onboarding " + organization);
    }
}

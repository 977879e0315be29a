package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headwater.testing.FreshPostgres;
import org.junit.jupiter.api.Test;

/** The console in a real browser, as somebody uses it. */
class ConsoleTests extends InBrowser {
    private static final String ADMIT = """
            MSH|^~\\&|EPIC|MERCY|HEADWATER||20260302085500-0600||ADT^A01^ADT_A01|CON0001|P|2.5.1
            EVN|A01|20260302085500-0600
            PID|1||700234^^^MERCY^MR||Testwater^Marguerite^Ann||19580614|F|||12 Elm St^^Springfield^IL^62701
            PV1|1|I|4EAST^410^A||||||||||||||||V700881^^^MERCY^VN|||||||||||||||||||||||||20260302085000-0600
            """.replace("\n", "\r");

    @Test
    void aStrangerIsAskedToSignInAndThenSeesThePageAskedFor() {
        browser.go("/console/feeds");
        assertThat(browser.at()).startsWith("/sign-in");
        browser.isFitForAll();
        browser.type("[name=name]", "admin");
        browser.type("[name=password]", "not the password");
        browser.click("main button[type=submit]");
        browser.reads("[role=alert]", "do not go together");
        browser.type("[name=name]", "admin");
        browser.type("[name=password]", FreshPostgres.ADMIN_PASSWORD);
        browser.click("main button[type=submit]");
        browser.reads("h1", "Feeds");
    }

    @Test
    void everyPageIsFitForAll() {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        for (String page : new String[] {
            "/",
            "/console/feeds",
            "/console/feeds/new",
            "/console/destinations",
            "/console/destinations/new",
            "/console/inbox",
            "/console/people",
            "/console/upload",
            "/console/access",
            "/console/account",
            "/nothing-here"
        }) {
            browser.go(page);
            browser.isFitForAll();
        }
    }

    @Test
    void aFileIsSentByHandAndItsValuesExplainThemselves() throws IOException {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        declareFeed("console-adt", "Mercy of the console tests");
        Path file = Files.writeString(files.resolve("admit.hl7"), ADMIT);

        browser.go("/console/upload?feed=console-adt");
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.click("main button[type=submit]");
        browser.reads("h1", "Receipt");
        browser.reads("#receipt .notice", "Done.");
        browser.isFitForAll();

        browser.go("/console/inbox?feed=console-adt");
        browser.isFitForAll();
        browser.click("#entries tbody th a");
        browser.reads("h1", "Entry");
        browser.find(".json a[href*='Patient.birthDate']").click();
        browser.reads("#why", "PID-7");
        browser.reads("#why", "person.birth-date");
        assertThat(browser.text("[data-stage=raw] mark")).isEqualTo("19580614");
        assertThat(browser.text("[data-stage=tree] mark")).isEqualTo("19580614");
        browser.isFitForAll();
    }

    @Test
    void aPersonIsFoundByNameWithoutTheNameStandingInTheAddress() throws IOException {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        upload(
                "console-people",
                "Mercy of the people tests",
                ADMIT.replace("Marguerite", "Philippa")
                        .replace("700234", "700999")
                        .replace("V700881", "V700999"));

        browser.go("/console/people");
        browser.type("[name=name]", "Testwater Philippa");
        browser.click("main button[type=submit]");
        assertThat(browser.at()).isEqualTo("/console/people");
        browser.isFitForAll();
        browser.click("main tbody th a");

        assertThat(browser.text("h1")).isEqualTo("Testwater, Philippa Ann");
        assertThat(browser.at()).doesNotContain("Testwater").doesNotContain("Philippa");
        assertThat(browser.text(".timeline")).contains("2026-03-02").contains("Mercy of the people tests");
        browser.isFitForAll();
    }

    @Test
    void aPersonSeveralSendersKnowIsOneRowAndOneTimeline() throws IOException {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        upload(
                "console-join-a",
                "First of the joined",
                ADMIT.replace("Marguerite", "Winifred").replace("V700881", "V700771"));
        upload(
                "console-join-b",
                "Second of the joined",
                ADMIT.replace("Marguerite", "Winifred")
                        .replace("700234", "81-5")
                        .replace("MERCY", "LAKE")
                        .replace("V700881", "L-771")
                        .replace("20260302", "20260405"));

        browser.until(() -> {
            browser.go("/console/people");
            browser.type("[name=name]", "Testwater Winifred");
            browser.click("main button[type=submit]");
            return browser.text("#found").equals("One person fits");
        });
        assertThat(browser.text("main tbody")).contains("First of the joined", "Second of the joined");
        browser.click("main tbody th a");

        assertThat(browser.text("#records")).isEqualTo("Joined from 2 records");
        assertThat(browser.text(".timeline"))
                .contains("2026-03-02", "First of the joined", "2026-04-05", "Second of the joined");
        browser.isFitForAll();
    }

    private void upload(String feed, String organization, String message) throws IOException {
        declareFeed(feed, organization);
        Path file = Files.writeString(files.resolve(feed + ".hl7"), message);
        browser.go("/console/upload?feed=" + feed);
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.click("main button[type=submit]");
        browser.reads("#receipt .notice", "Done.");
    }

    @Test
    void aDestinationIsDeclaredPausedResumedAndDeleted() {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
        browser.go("/console/destinations/new");
        browser.type("[name=organization]", "Lakeside of the console tests");
        browser.type("[name=id]", "console-emr");
        browser.type("[name=address]", "ftp://nowhere");
        browser.type("[name=authority]", "urn:oid:2.16.840.1.113883.19.5.77");
        browser.click("main button[type=submit]");
        browser.reads("[role=alert]", "mllp://host:port");
        browser.isFitForAll();
        browser.type("[name=address]", "mllp://localhost:1");
        browser.click("main button[type=submit]");
        browser.reads("[role=status]", "from now on");
        browser.reads("h1", "Lakeside of the console tests");
        browser.isFitForAll();
        browser.click("form[action$='/pause'] button");
        browser.reads("[role=status]", "Paused");
        browser.click("form[action$='/resume'] button");
        browser.reads("[role=status]", "Resumed");
        browser.go("/console/destinations");
        browser.isFitForAll();
        browser.go("/console/destinations/console-emr");
        browser.click("details.small summary");
        browser.click("form[action$='/delete'] button");
        browser.reads("h1", "Destinations");
    }

    private void declareFeed(String id, String organization) {
        browser.go("/console/feeds/new");
        browser.type("[name=organization]", organization);
        browser.type("[name=id]", id);
        browser.click("main button[type=submit]");
        browser.reads("h1", organization);
        browser.isFitForAll();
    }
}

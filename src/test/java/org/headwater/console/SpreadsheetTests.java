package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headwater.testing.FreshPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A spreadsheet on its way from a person's desk into the record and back, in a real browser. */
class SpreadsheetTests extends InBrowser {

    private static final String FIRST = """
            Hope Pantry visits,,,,,,
            ,,,,,,
            #,Clnt Nm,D.O.B.,M/F,Visit Date,Items given,Thing
            1,"Testwater, Ana",4/13/1987,Fem-ish,3/15/2026,Food box,red
            2,"Testwater, Ben",1/20/1951,M,3/15/2026,Food box,blue
            3,"Testwater, Cora",13/45/1990,F,3/16/2026,Diapers,red
            TOTAL,,,,,3,
            """;

    @BeforeEach
    void signIn() {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
    }

    @Test
    void aFileIsCorrectedPreviewedStoredMendedAndSentAgain() throws IOException {
        declareFeed("hope-sheets", "Hope Pantry of the spreadsheet tests");
        send("hope-sheets", "visits.csv", FIRST);

        browser.reads("#found", "needs a look");
        browser.reads("#preview", "Testwater, Ana");
        browser.reads("#preview", "Food box");
        browser.reads("#values", "Fem-ish");
        browser.isFitForAll();

        // what a column is, in one's own words
        browser.click("a[aria-label='Find something else for Thing']");
        browser.fill("input[name=words]", "remark");
        browser.click("button[value='service.note']");
        browser.reads("#content", "as you said");

        // what a word stands for
        browser.choose("select[aria-label='What Fem-ish stands for']", "female");
        browser.find("select[aria-label='What Fem-ish stands for'] option[value=female][selected]");
        browser.reads("#preview", "Female");

        browser.click("#store");
        browser.reads("#result", "Done, and what is right is recorded");
        browser.reads("#result", "row 6");
        browser.isFitForAll();

        // the whole file again, mended and with a new row: nothing twice
        send(
                "hope-sheets",
                "visits-2.csv",
                FIRST.replace("13/45/1990", "3/25/1990")
                        .replace("TOTAL", "4,\"Testwater, Dee\",2/2/1980,F,3/17/2026,Food box,red\nTOTAL"));
        browser.reads("#found", "Every column is understood");
        assertThat(browser.all("#values")).isEmpty();
        browser.click("#store");
        browser.reads("#result .notice.good", "Done.");
        browser.reads("#recorded", "2");
        browser.reads("#same", "3");
    }

    @Test
    void changedHeadingsAndRowsAreToldAndNothingIsDeleted() throws IOException {
        declareFeed("drift-sheets", "Hope Pantry of the drift tests");
        send(
                "drift-sheets",
                "one.csv",
                "Client ID,Client name,DOB,Visit date,Boxes\n1,Ana Testwater,1987-04-03,2026-03-01,1\n"
                        + "2,Ben Testwater,1951-01-20,2026-03-01,2\n3,Cy Testwater,1961-01-20,2026-03-02,2\n");
        browser.reads("#found", "Every column is understood");
        browser.click("#store");
        browser.reads("#result .notice.good", "Done.");
        send(
                "drift-sheets",
                "two.csv",
                "Client ID,Client name,DOB,Visit date,Boxes\n1,Ana Testwater,1987-04-03,2026-03-01,1\n"
                        + "2,Ben Testwater,1951-01-20,2026-03-01,3\n");
        browser.click("#store");
        browser.reads("#result .notice.good", "Done.");
        browser.reads("#same", "1");
        browser.reads("#changed", "1");
        browser.reads("#gone", "1");
        browser.reads("#result", "Cy Testwater");
        browser.isFitForAll();
        send(
                "drift-sheets",
                "three.csv",
                "Client ID,Client name,Birthday,Visit date,Town\n1,Ana Testwater,1987-04-03,2026-03-08,Ely\n"
                        + "2,Ben Testwater,1951-01-20,2026-03-08,Ely\n");
        browser.reads("#drift", "Birthday seems to be what was called DOB");
        browser.reads("#drift", "Town is new");
        browser.reads("#drift", "Boxes is missing");
        browser.isFitForAll();
    }

    @Test
    void whatIsNoListOfClientsIsRefusedInPlainWords() throws IOException {
        declareFeed("price-sheets", "Hope Pantry of the price tests");
        send("price-sheets", "prices.csv", "Item,Price\nRice,2.50\nBeans,1.25\nOats,1.10\n");
        browser.reads("[role=alert]", "nothing of this file can be recorded");
        browser.reads("[role=note]", "No column was recognised as the client");
        assertThat(browser.all("#store")).isEmpty();
        browser.isFitForAll();
    }

    private void send(String feed, String name, String text) throws IOException {
        browser.go("/console/upload?feed=" + feed);
        Path file = Files.writeString(files.resolve(name), text);
        browser.find("input[type=file]").sendKeys(file.toString());
        browser.click("form[data-upload] button[type=submit]");
        browser.reads("h1", name);
    }

    private void declareFeed(String id, String organization) {
        browser.go("/console/feeds/new");
        browser.type("[name=organization]", organization);
        browser.type("[name=id]", id);
        browser.choose("[name=format]", "table");
        browser.click("main button[type=submit]");
        browser.reads("h1", organization);
    }
}

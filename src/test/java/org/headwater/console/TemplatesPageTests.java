package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.headwater.testing.FreshPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page templates are downloaded from, as somebody of a community organization comes to it. */
class TemplatesPageTests extends InBrowser {

    @BeforeEach
    void signIn() {
        browser.signIn(FreshPostgres.ADMIN_PASSWORD);
    }

    @Test
    void templatesAreReachedFromTheUploadAndSayWhatTheyAskFor() {
        browser.go("/console/upload");
        browser.click("a[href='/templates']");
        browser.reads("h1", "Spreadsheet templates");
        assertThat(browser.all("section.template")).hasSize(9);
        browser.isFitForAll();

        browser.click("#food-pantry summary");
        browser.reads("#food-pantry table", "Date of birth");
        browser.reads("#food-pantry table", "Food box");
        browser.isFitForAll();
        assertThat(browser.all("#food-pantry a[href='/templates/food-pantry.xlsx'][download]"))
                .hasSize(1);
    }
}

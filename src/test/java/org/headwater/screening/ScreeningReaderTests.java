package org.headwater.screening;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScreeningReaderTests {

    private static final List<Problem> PROBLEMS = new ArrayList<>();
    private static final Instruments INSTRUMENTS =
            Instruments.load(YamlFile.below(Path.of("mappings"), PROBLEMS::add), PROBLEMS::add);

    private static final String WORRY = "88122-7";
    private static final String RAN_OUT = "88123-5";
    private static final String RISK = "88124-3";

    private static Given given(String code, @Nullable String answerCode, @Nullable String answer) {
        return new Given(code, null, null, null, answerCode, answer, 0);
    }

    private static Instrument instrument(String name) {
        return INSTRUMENTS.named(name).orElseThrow();
    }

    private static Screened hunger(String worry, String ranOut) {
        return ScreeningReader.read(
                instrument("hunger-vital-sign"), List.of(given(WORRY, null, worry), given(RAN_OUT, null, ranOut)));
    }

    private static List<String> needs(Screened screened) {
        return screened.needs().stream().map(one -> one.need().name()).toList();
    }

    private static List<Reply> replies(Screened screened, String code) {
        return screened.answers().stream()
                .filter(one -> one.question().hasCode(code))
                .flatMap(one -> one.replies().stream())
                .toList();
    }

    @Test
    void ourInstrumentsHaveNoProblem() {
        assertThat(PROBLEMS).isEmpty();
        assertThat(INSTRUMENTS.all()).extracting(Instrument::name).contains("ahc-hrsn", "hunger-vital-sign", "prapare");
    }

    @Test
    void eitherAnswerOfTheHungerVitalSignIsEnough() {
        assertThat(needs(hunger("Often true", "Never true"))).containsExactly("food-insecurity");
        assertThat(needs(hunger("never", "SOMETIMES TRUE"))).containsExactly("food-insecurity");
        assertThat(replies(hunger("never", "sometimes"), RISK))
                .extracting(reply -> String.valueOf(reply.option()).contains("LA19952-3"))
                .containsExactly(true);
    }

    @Test
    void noRiskIsSaidOnlyWhereBothWereAnswered() {
        assertThat(replies(hunger("Never true", "Never true"), RISK)).hasSize(1);
        assertThat(replies(hunger("Never true", "Declined"), RISK)).isEmpty();
        assertThat(needs(hunger("Never true", "Declined"))).isEmpty();
    }

    @Test
    void whatIsDeclinedIsTheListsOwnAnswerOrAReason() {
        assertThat(replies(hunger("refused", "not asked"), WORRY))
                .allSatisfy(reply -> assertThat(String.valueOf(reply.option())).contains("LA15775-2"));
        assertThat(replies(hunger("refused", "not asked"), RAN_OUT))
                .extracting(Reply::absent)
                .containsExactly("not-asked");
    }

    @Test
    void aSumIsMadeOfAllItsPartsAndHoldsWithoutOneWhereItIsReached() {
        Instrument ahc = instrument("ahc-hrsn");
        Screened whole = ScreeningReader.read(
                ahc,
                List.of(
                        given("95618-5", "LA10066-1", null),
                        given("95617-7", "LA10066-1", null),
                        given("95616-9", "LA10066-1", null),
                        given("95615-1", "LA10082-8", null)));
        assertThat(replies(whole, "95614-4"))
                .extracting(reply -> String.valueOf(reply.number()))
                .containsExactly("9");
        assertThat(needs(whole)).isEmpty();

        Screened reached = ScreeningReader.read(
                ahc,
                List.of(
                        given("95618-5", "LA6482-9", null),
                        given("95617-7", "LA6482-9", null),
                        given("95616-9", "LA10066-1", null),
                        given("95615-1", null, "prefer not to say")));
        assertThat(replies(reached, "95614-4")).isEmpty();
        assertThat(needs(reached)).containsExactly("unsafe");
    }

    @Test
    void theInstrumentDecidesWhatACodeMeans() {
        Given housing = given("71802-3", "LA31994-9", null);
        assertThat(needs(ScreeningReader.read(instrument("ahc-hrsn"), List.of(housing))))
                .containsExactly("risk-of-homelessness");
        Screened prapare = ScreeningReader.read(instrument("prapare"), List.of(housing));
        assertThat(prapare.needs()).isEmpty();
        assertThat(prapare.odd()).hasSize(1);
    }

    @Test
    void choosingNotToAnswerAboutStressSpeaksForNothing() {
        for (String name : List.of("ahc-hrsn", "prapare")) {
            Screened screened = ScreeningReader.read(instrument(name), List.of(given("93038-8", "LA30122-8", null)));
            assertThat(screened.needs()).isEmpty();
            assertThat(screened.odd()).isEmpty();
        }
    }

    @Test
    void severalAnswersInOneCellAreSeveral() {
        Screened screened = ScreeningReader.read(
                instrument("prapare"), List.of(given("93031-3", null, "Food, Clothing; Phone".replace(", ", "; "))));
        assertThat(replies(screened, "93031-3")).hasSize(3);
        assertThat(needs(screened)).containsExactly("food-insecurity", "no-clothing", "no-phone");
    }

    @Test
    void anAnswerCutOffIsStillTheOne() {
        Screened screened = ScreeningReader.read(
                instrument("ahc-hrsn"),
                List.of(given("71802-3", null, "I do not have a steady place to live (I am temporarily st")));
        assertThat(needs(screened)).containsExactly("homelessness");
    }

    @Test
    void codesAreThoseOfTheDay() {
        Need financial = instrument("ahc-hrsn").needs().stream()
                .filter(need -> need.name().equals("financial-insecurity"))
                .findFirst()
                .orElseThrow();
        assertThat(financial.codes(LocalDate.parse("2025-09-30")))
                .extracting(Coded::code)
                .contains("Z59.86");
        assertThat(financial.codes(LocalDate.parse("2025-10-01")))
                .extracting(Coded::code)
                .contains("Z59.869");
    }

    @Test
    void theMostAskedInstrumentIsMeantAndOfEqualsTheShorter() {
        assertThat(INSTRUMENTS.asking(List.of(WORRY, RAN_OUT)).get(0).name()).isEqualTo("hunger-vital-sign");
        assertThat(INSTRUMENTS.asking(List.of(WORRY, RAN_OUT, "96779-4")).get(0).name())
                .isEqualTo("ahc-hrsn");
        assertThat(INSTRUMENTS.meant("PRAPARE screening 2026").orElseThrow().name())
                .isEqualTo("prapare");
        assertThat(INSTRUMENTS.meant("AHC HRSN").orElseThrow().name()).isEqualTo("ahc-hrsn");
        assertThat(INSTRUMENTS.meant("PHQ-9")).isEmpty();
    }

    @Test
    void whatIsWrongWithAnInstrumentIsTold() {
        List<Problem> problems = new ArrayList<>();
        Instruments.load(
                List.of(YamlFile.parse("mappings/screening/instruments/t.yaml", """
                        instrument: t
                        title: T
                        code: 1-8
                        questions:
                          - { code: 2-6, text: A, element: t.a, answers: [{ code: LA1-2, text: B, need: nothing-known, wait: 1 }] }
                          - { code: 2-6, text: C, element: t.c, computed: { sum: [9-9] } }
                        """, problems::add)), problems::add);
        assertThat(problems)
                .extracting(Problem::toString)
                .anySatisfy(one -> assertThat(one).contains("no need named nothing-known"))
                .anySatisfy(one -> assertThat(one).contains("unknown key \"wait\""))
                .anySatisfy(one -> assertThat(one).contains("two questions have the link /2-6"))
                .anySatisfy(one -> assertThat(one).contains("has no question 9-9"));
    }
}

package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium. Tests that need one are skipped where none is installed. */
final class Browser implements AutoCloseable {
    private static final List<String> CHROMIUM =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final List<String> DRIVER =
            List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver");

    private final ChromeDriver driver;
    private final String base;
    private int pictures;

    private Browser(ChromeDriver driver, String base) {
        this.driver = driver;
        this.base = base;
    }

    /** Opens one on a gateway, or skips the test. */
    static Browser open(String base) {
        Optional<File> chromium = installed(CHROMIUM);
        Optional<File> chromedriver = installed(DRIVER);
        Assumptions.assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "skipped: Chromium and chromedriver are not installed (Debian: apt-get install chromium"
                        + " chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.get());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--window-size=1280,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .build();
        return new Browser(new ChromeDriver(service, options), base);
    }

    private static Optional<File> installed(List<String> places) {
        return Stream.of(places)
                .flatMap(List::stream)
                .map(File::new)
                .filter(File::canExecute)
                .findFirst();
    }

    void go(String path) {
        driver.get(base + path);
    }

    /** The path and query the browser is at. */
    String at() {
        return Objects.requireNonNull(driver.getCurrentUrl()).substring(base.length());
    }

    WebElement find(String css) {
        return waiting().until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(css)));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    void type(String css, String text) {
        WebElement field = find(css);
        field.clear();
        field.sendKeys(text);
    }

    /** Puts a text of several lines into a field, as pasting does. */
    void fill(String css, String text) {
        driver.executeScript(
                "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
                find(css),
                text);
    }

    /** What a field holds. */
    String value(String css) {
        return String.valueOf(find(css).getDomProperty("value"));
    }

    /** Waits until a field holds a text. */
    void holds(String css, String text) {
        waiting().until(ExpectedConditions.attributeToBe(By.cssSelector(css), "value", text));
    }

    /** Chooses an option of a list by its value. */
    void choose(String css, String value) {
        click(css + " option[value='" + value + "']");
    }

    void click(String css) {
        find(css).click();
    }

    /** Waits until the page says something. */
    void reads(String css, String text) {
        waiting().until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(css), text));
    }

    /** Waits until something holds that trying again may bring about. */
    void until(BooleanSupplier attempt) {
        waiting().until(driver -> attempt.getAsBoolean());
    }

    String text(String css) {
        return Objects.requireNonNull(find(css).getText());
    }

    void signIn(String password) {
        go("/sign-in");
        type("[name=name]", "admin");
        type("[name=password]", password);
        click("main button[type=submit]");
        find(".frame");
    }

    /**
     * The page must satisfy WCAG 2.1 AA as far as a machine can tell, and fit a wide window and a telephone. With {@code
     * -Dconsole.pictures=DIR} it is also photographed at both widths, for a person to look at.
     */
    void isFitForAll() {
        for (int width : new int[] {1280, 390}) {
            narrowTo(width);
            photograph(width);
            Results results = new AxeBuilder()
                    .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"))
                    .analyze(driver);
            assertThat(results.getViolations())
                    .as(at() + " at " + width)
                    .extracting(Browser::told)
                    .isEmpty();
            assertThat(overflow())
                    .as(at() + " at " + width + " scrolls sideways")
                    .isLessThanOrEqualTo(0);
        }
        narrowTo(1280);
    }

    private void photograph(int width) {
        String folder = System.getProperty("console.pictures");
        if (folder == null) {
            return;
        }
        Object shot = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png"))
                .get("data");
        String name = at().replaceAll("[^a-z0-9]+", "-") + "-" + pictures++ + "-" + width + ".png";
        try {
            Files.write(Path.of(folder, name), Base64.getDecoder().decode(String.valueOf(shot)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void narrowTo(int width) {
        // a window cannot be made as narrow as a telephone; its viewport can
        driver.manage().window().setSize(new Dimension(1280, 900));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> String.valueOf(node.getTarget()))
                        .limit(3)
                        .toList();
    }

    private long overflow() {
        Object pixels = driver.executeScript("return document.documentElement.scrollWidth - window.innerWidth");
        return ((Number) Objects.requireNonNull(pixels)).longValue();
    }

    private WebDriverWait waiting() {
        return new WebDriverWait(driver, Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        driver.quit();
    }
}

package org.headwater.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.headwater.intake.ReceiptTable.OpenReceipt;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What becomes of dropped files after they were taken: {@code done/} or {@code failed/}, findings beside them. */
@Component
class DroppedFiles {

    private static final Logger log = LoggerFactory.getLogger(DroppedFiles.class);
    private static final String ASIDE = ".taken";

    private final Path inbox;
    private final ReceiptTable receipts;
    private final Receipts status;
    private final ObjectMapper json;

    DroppedFiles(
            @Value("${headwater.data-dir:data}") Path dataDirectory,
            Feeds feeds,
            ReceiptTable receipts,
            Receipts status,
            ObjectMapper json) {
        this.inbox = dataDirectory.resolve("inbox");
        this.receipts = receipts;
        this.status = status;
        this.json = json;
        makeFolders(feeds.all());
    }

    @EventListener
    void on(FeedsChanged changed) {
        makeFolders(changed.feeds());
    }

    private void makeFolders(List<Feed> feeds) {
        for (Feed feed : feeds) {
            try {
                Files.createDirectories(folder(feed.id()));
            } catch (IOException e) {
                throw new UncheckedIOException("no drop folder can be made below " + inbox, e);
            }
        }
    }

    private Path folder(FeedId feed) {
        return inbox.resolve(feed.value());
    }

    /** Moves a file that was kept out of the way, until it is known what became of it. */
    void moveAside(Receipt receipt, Path file) throws IOException {
        Path aside = aside(receipt.feed(), receipt.id());
        Files.createDirectories(aside.getParent());
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path aside(FeedId feed, UUID receipt) {
        return folder(feed).resolve(ASIDE).resolve(receipt.toString());
    }

    /** Moves a file of which nothing, or not all, could be kept. */
    void refuse(Feed feed, Path file, IOException cause) throws IOException {
        Finding finding = Finding.of(
                FindingCode.UNREADABLE,
                Severity.FATAL,
                "",
                cause instanceof Limited.TooLarge
                        ? "The file is larger than the gateway takes; send it in parts."
                        : "The archive is damaged; pack it again.");
        log.warn("file refused feed={} cause={}", feed.id(), cause.getClass().getSimpleName());
        put(
                file,
                feed.id(),
                "failed",
                file.getFileName().toString(),
                UUID.randomUUID(),
                Map.of("feed", feed.id().value(), "findings", List.of(FindingsText.keys(finding))));
    }

    /** Puts files away of which every entry is stored or quarantined. */
    @Scheduled(fixedDelayString = "1s")
    void putAway() {
        for (OpenReceipt receipt : receipts.openAt(Door.DROP)) {
            try {
                status.status(receipt.id()).filter(ReceiptStatus::complete).ifPresent(done -> putAway(receipt, done));
            } catch (UncheckedIOException e) {
                log.error("file not put away receipt={}; trying again", receipt.id());
            }
        }
    }

    private void putAway(OpenReceipt receipt, ReceiptStatus status) {
        Path aside = aside(receipt.feed(), receipt.id());
        try {
            if (Files.exists(aside)) {
                boolean failed = status.stored() == 0 && status.duplicate() == 0;
                put(
                        aside,
                        receipt.feed(),
                        failed ? "failed" : "done",
                        receipt.note(),
                        receipt.id(),
                        ReceiptJson.keys(status));
            }
            receipts.close(receipt.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The findings first: whoever sees the file can count on them. */
    private void put(Path file, FeedId feed, String outcome, String name, UUID mark, Map<String, Object> findings)
            throws IOException {
        Path folder = Files.createDirectories(folder(feed).resolve(outcome));
        String unused = Files.exists(folder.resolve(name)) ? marked(name, mark) : name;
        json.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(unused + ".findings.json").toFile(), findings);
        Files.move(file, folder.resolve(unused), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A name that is taken gets a mark before its ending: {@code claims-1f3a9c02.csv}. */
    private static String marked(String name, UUID mark) {
        int dot = name.lastIndexOf('.');
        int end = dot <= 0 ? name.length() : dot;
        return name.substring(0, end) + "-" + mark.toString().substring(0, 8) + name.substring(end);
    }
}

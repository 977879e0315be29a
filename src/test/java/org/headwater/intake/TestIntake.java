package org.headwater.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.testing.Databases;
import org.headwater.yaml.YamlFile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** The module on a real database of its own, without the rest of the gateway. */
public final class TestIntake implements AutoCloseable {

    public final HikariDataSource dataSource;
    public final JdbcTemplate jdbc;
    public final FaultyTransactions transactions;
    public final Feeds feeds;
    public final Overlays overlays;
    final EntryTable entries;
    final PayloadTable payloads;
    final Backlog backlog;
    final Splitter splitter;
    public final Receipts receipts;
    public final Inbox inbox;
    public final InboxEntries list;
    final IntakeSettings settings;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final IntakeMetrics metrics = new IntakeMetrics(meters);
    public final Clock clock = Clock.systemUTC();
    final ReceiptTable receiptTable;

    /** The databases every promise of the inbox holds on. */
    public static Stream<String> databases() {
        return Stream.of(Databases.freshH2(), Databases.freshPostgres());
    }

    static IntakeSettings settings(int backlog) {
        return settings(backlog, Duration.ofSeconds(30));
    }

    static IntakeSettings settings(int backlog, Duration receiptWait) {
        return new IntakeSettings(
                backlog,
                Duration.ofMillis(50),
                DataSize.ofGigabytes(1),
                10,
                receiptWait,
                Duration.ofSeconds(5),
                Duration.ofMillis(500));
    }

    public TestIntake(String url) {
        this(url, settings(1_000_000));
    }

    TestIntake(String url, IntakeSettings settings) {
        this.settings = settings;
        dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(url);
        dataSource.setMaximumPoolSize(20);
        Flyway.configure()
                .dataSource(dataSource)
                .table("hw_schema_history")
                .load()
                .migrate();
        jdbc = new JdbcTemplate(dataSource);
        JdbcClient client = JdbcClient.create(dataSource);
        transactions = new FaultyTransactions(new JdbcTransactionManager(dataSource));
        feeds = new Feeds(new FeedTable(client, new ObjectMapper(), clock), event -> {});
        overlays = new Overlays(new OverlayTable(client, clock));
        ContentTable contents = new ContentTable(client);
        entries = new EntryTable(jdbc, contents, clock);
        payloads = new PayloadTable(client, clock);
        backlog = new Backlog(entries, settings);
        Splitting splitting = new Splitting(
                feeds,
                new Units(MessageReaders.standard()),
                payloads,
                contents,
                entries,
                new TableRows(jdbc, overlays),
                new Standings(jdbc),
                backlog,
                metrics,
                settings,
                transactions);
        splitter = new Splitter(payloads, splitting);
        receiptTable = new ReceiptTable(client, clock);
        receipts = new Receipts(
                receiptTable,
                new PayloadKeeper(receiptTable, payloads, contents, splitting, splitter, transactions, clock),
                backlog,
                settings);
        inbox = new Inbox(entries, receipts, backlog, metrics);
        list = new InboxEntries(jdbc, payloads, splitter, backlog, transactions);
    }

    /** Peers not let in over MLLP for a reason. */
    double refusals(String reason) {
        return meters.counter("headwater.mllp.refused", "reason", reason).count();
    }

    public Feed feed(String id, Format format, Sender... senders) {
        Feed feed = new Feed(
                new FeedId(id),
                format,
                Sector.HOSPITAL,
                "Mercy",
                ZoneId.of("UTC"),
                "urn:headwater:feed:" + id,
                Map.of(),
                null,
                List.of(senders),
                null);
        feeds.declare(feed);
        return feed;
    }

    Receipt post(Feed feed, String name, String content) {
        return post(feed, name, content.getBytes(StandardCharsets.UTF_8));
    }

    Receipt post(Feed feed, String name, byte[] content) {
        try {
            Reception reception = receipts.open(feed, Door.HTTP);
            reception.file(name, new ByteArrayInputStream(content));
            return reception.receipt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Entries that wait, as {@code ingest} is given them. */
    public List<RawEntry> waiting() {
        return inbox.waiting(Lanes.all(), 100_000);
    }

    public void finish(EntryState state, List<RawEntry> which) {
        transactions.executeWithoutResult(status -> inbox.finish(which.stream()
                .map(raw -> new EntryOutcome(raw.entry().id(), state, "test@1", List.of()))
                .toList()));
    }

    public static byte[] message(String controlId, String mrn) {
        return ("MSH|^~\\&|EPIC|MERCY|HW|HW|20260101120000||ADT^A01^ADT_A01|" + controlId + "|P|2.5.1\r" + "PID|1||"
                        + mrn + "^^^MERCY^MR||Testwater^Ann\r")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The overlays as a second gateway on the same database knows them. */
    public Overlays otherOverlays() {
        return new Overlays(new OverlayTable(JdbcClient.create(dataSource), clock));
    }

    public void refresh(Overlays which) {
        which.refresh();
    }

    /** What the gateway does with an overlay's file at start. */
    public void overlayFile(String feed, String document) {
        overlays.saveFromFile(new FeedFiles.OverlayFile(
                new FeedId(feed), YamlFile.parse("feeds/" + feed + ".overlay.yaml", document, problem -> {})));
    }

    /** An entry as it stands after a mapping of that name was used. */
    public static InboxEntry mapped(InboxEntry entry, String mapping) {
        return new InboxEntry(
                entry.id(),
                entry.feed(),
                EntryState.STORED,
                entry.payload(),
                entry.unit(),
                entry.place(),
                entry.type(),
                entry.controlId(),
                entry.lane(),
                entry.size(),
                entry.attempts(),
                entry.receivedAt(),
                entry.receivedAt(),
                mapping,
                entry.findings());
    }

    @Override
    public void close() {
        splitter.stop();
        dataSource.close();
    }

    /** Transactions that can be made to fail, as when the process dies. */
    public static final class FaultyTransactions extends TransactionTemplate {
        private static final long serialVersionUID = 1;
        public final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

        FaultyTransactions(PlatformTransactionManager manager) {
            super(manager);
        }

        @Override
        public <T> T execute(TransactionCallback<T> action) {
            return super.execute((TransactionStatus status) -> {
                T result = action.doInTransaction(status);
                if (left.getAndDecrement() <= 0) {
                    throw new Crash();
                }
                return result;
            });
        }
    }

    /** Stands for the death of the process. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}

package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.headwater.intake.MllpClient;
import org.headwater.testing.Databases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is killed while messages pour in, again and again: what it acknowledged is stored, once, and nothing is there
 * twice. {@code -Dkill.seed=…} repeats the moments of a run.
 */
class KillTests {

    private static final int PEOPLE = 150;
    private static final int MESSAGES = 1200;
    private static final int CONNECTIONS = 4;
    private static final int KILLS = 2;

    private final Traffic traffic = new Traffic(PEOPLE);

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsStoredOnceOnPostgres() throws Exception {
        String url = Databases.freshPostgres();
        surviveKills(url, url);
    }

    @Test
    void whatWasAcknowledgedIsStoredOnceOnH2() throws Exception {
        surviveKills("", "jdbc:h2:file:" + folder.resolve("headwater") + ";USER=sa");
    }

    private void surviveKills(String gatewayUrl, String ownUrl) throws Exception {
        long seed = Long.getLong("kill.seed", new Random().nextLong());
        System.out.println("KillTests seed " + seed);
        Random random = new Random(seed);
        List<Sender> senders =
                IntStream.range(0, CONNECTIONS).mapToObj(Sender::new).toList();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (GatewayProcess gateway = GatewayProcess.ofClasses(
                folder, gatewayUrl, List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), Map.of())) {
            for (int kill = 0; kill < KILLS; kill++) {
                int moment = acknowledged.size() + 1 + random.nextInt(MESSAGES / (KILLS + 1));
                List<Thread> sending = start(senders, gateway, acknowledged);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> acknowledged.size() >= moment);
                gateway.kill();
                join(sending);
                gateway.restart();
            }
            join(start(senders, gateway, acknowledged));
            assertThat(senders).allMatch(sender -> sender.waiting.isEmpty());
            gateway.awaitQuiet(Duration.ofMinutes(2));
            assertPatientsAreFoundOnce(gateway);
            gateway.kill();
            assertNothingLostOrTwice(ownUrl, acknowledged);
        } catch (Throwable failed) {
            throw new AssertionError("with -Dkill.seed=" + seed + "; " + tail(folder.resolve("gateway.log")), failed);
        }
    }

    private static List<Thread> start(List<Sender> senders, GatewayProcess gateway, Set<String> acknowledged) {
        List<Thread> threads = new ArrayList<>();
        for (Sender sender : senders) {
            Thread thread = new Thread(() -> sender.send(gateway.mllpPort(), acknowledged));
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** One of a hospital's connections: sends its messages in order, and each again until it is acknowledged. */
    private final class Sender {
        private final Deque<Traffic.Message> waiting = new ArrayDeque<>();

        Sender(int number) {
            for (int message = 0; message < MESSAGES; message++) {
                if (traffic.person(message) % CONNECTIONS == number) {
                    waiting.add(traffic.message(message));
                }
            }
        }

        void send(int port, Set<String> acknowledged) {
            try (MllpClient client = new MllpClient(port)) {
                while (!waiting.isEmpty()) {
                    Traffic.Message message = waiting.element();
                    if (client.send(message.bytes()).contains("\rMSA|AA|" + message.controlId())) {
                        acknowledged.add(message.controlId());
                        waiting.remove();
                    }
                }
            } catch (IOException killed) {
                // the message being sent stays the first one, for the next connection
            }
        }
    }

    private void assertPatientsAreFoundOnce(GatewayProcess gateway) throws IOException {
        for (int person = 0; person < PEOPLE; person += 15) {
            assertThat(gateway.json("/fhir/Patient?_total=accurate&identifier=" + Traffic.mrn(person))
                            .path("total")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private void assertNothingLostOrTwice(String url, Set<String> acknowledged) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(acknowledged).hasSize(MESSAGES);
            Map<String, Integer> states =
                    counts(connection, "select state, count(*) from hw_inbox_entry group by state");
            assertThat(states).isEqualTo(Map.of("stored", MESSAGES));
            Map<String, Integer> entries =
                    counts(connection, "select control_id, count(*) from hw_inbox_entry group by control_id");
            assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(acknowledged);
            assertThat(entries.values()).containsOnly(1);
            assertThat(counts(connection, "select 'waiting', count(*) from hw_outbox"))
                    .isEqualTo(Map.of("waiting", 0));
            int results =
                    (int) IntStream.range(0, MESSAGES).filter(traffic::isResult).count();
            assertThat(
                            counts(
                                    connection,
                                    "select res_type, count(*) from hfj_resource where res_deleted_at is null group by res_type"))
                    .containsEntry("Patient", PEOPLE)
                    .containsEntry("Encounter", PEOPLE)
                    .containsEntry("DiagnosticReport", results)
                    .containsEntry("Observation", 3 * results)
                    .containsEntry("Provenance", MESSAGES);
        }
    }

    private static Map<String, Integer> counts(Connection connection, String query) throws SQLException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getInt(2));
            }
        }
        return counts;
    }

    private static String tail(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        String text = Files.readString(log, StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - 4000));
    }
}

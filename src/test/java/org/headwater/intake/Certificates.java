package org.headwater.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;

/** Certificates nobody but a test trusts, each signed by itself; made by the JDK's own tool. */
public final class Certificates {

    private static final String PASSWORD = "changeit";
    private static final List<String> NAMES = List.of("gateway", "lab", "other", "stranger");

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    public static Certificates make(Path folder) throws IOException, InterruptedException {
        for (String name : NAMES) {
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            name,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name + ",O=Testwater",
                            "-ext",
                            "SAN=IP:127.0.0.1,DNS:localhost",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            folder.resolve(name).toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            tool.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            if (tool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        }
        return new Certificates(folder);
    }

    /** One who shows a certificate, and trusts others. */
    public SslBundle bundle(String shown, String... trusted) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            for (String name : trusted) {
                trust.setCertificateEntry(name, store(name).getCertificate(name));
            }
            return SslBundle.of(SslStoreBundle.of(store(shown), PASSWORD, trust), SslBundleKey.of(PASSWORD, shown));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore store(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}

package org.headwater.delivery;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a destination's messages are written in (MSH-18, table 0211). */
public enum CharacterSet {
    UTF_8("UNICODE UTF-8", StandardCharsets.UTF_8),
    LATIN_1("8859/1", StandardCharsets.ISO_8859_1),
    ASCII("ASCII", StandardCharsets.US_ASCII);

    private final String code;
    private final Charset charset;

    CharacterSet(String code, Charset charset) {
        this.code = code;
        this.charset = charset;
    }

    /** As MSH-18 says it. */
    public String code() {
        return code;
    }

    Charset charset() {
        return charset;
    }

    static Optional<CharacterSet> of(String code) {
        return Arrays.stream(values())
                .filter(one ->
                        one.code.equalsIgnoreCase(code) || one.charset.name().equalsIgnoreCase(code))
                .findFirst();
    }

    static String codes() {
        return Arrays.stream(values()).map(CharacterSet::code).collect(Collectors.joining(", "));
    }

    /** A text's bytes; letters the set lacks lose their accents, and what then still is not in it becomes a question mark. */
    byte[] bytes(String text) {
        CharsetEncoder encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        StringBuilder fitting = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            String letter = Character.toString(point);
            fitting.append(encoder.canEncode(letter) ? letter : plain(letter));
        });
        try {
            ByteBuffer bytes = encoder.encode(CharBuffer.wrap(fitting));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("what cannot be encoded is replaced", e);
        }
    }

    private static String plain(String letter) {
        return Normalizer.normalize(letter, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }
}

package org.echelle.torch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.Safetensors.Entry;

/**
 * The JSON header of a safetensors file, checked as strictly as the reference implementation does: no duplicate names, every
 * size equal to what shape and type say, and the tensors side by side from the first byte of the data to the last, without a gap
 * and without an overlap.
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    static final int LIMIT = 100_000_000;
    static final String METADATA = "__metadata__";
    private static final int MOST_AXES = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(LIMIT)
                    .maxNameLength(1 << 20)
                    .maxNumberLength(32)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // names come from strangers: they must not stay in tables that outlive the file, nor collide there
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /**
     * Parses and checks a header.
     *
     * @param json the header's bytes
     * @param dataBytes how many bytes follow the header in the file
     * @param dataStart where the data begins in the file
     * @param where named in errors
     */
    static SafetensorsHeader parse(byte[] json, long dataStart, long dataBytes, String where) {
        if (json.length == 0 || json[0] != '{') {
            throw damaged(where, "its header does not start with '{'");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        // given bytes, the parser would guess at UTF-16 and UTF-32 too
        try (JsonParser in = JSON.createParser(
                new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()))) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (name.equals(METADATA)) {
                    readMetadata(in, metadata, where);
                } else {
                    entries.put(name, readEntry(in, name, where));
                }
            }
            if (in.nextToken() != null) {
                throw damaged(where, "something follows the JSON of its header");
            }
        } catch (CharacterCodingException e) {
            throw new TorchException(where + " is not a sound safetensors file: its header is not UTF-8.", e);
        } catch (IOException e) {
            throw new TorchException(
                    where + " is not a readable safetensors file: its header is not the JSON it should be ("
                            + firstLine(e) + ").",
                    e);
        }
        return new SafetensorsHeader(placed(entries, dataStart, dataBytes, where), metadata);
    }

    private static void readMetadata(JsonParser in, Map<String, String> into, String where) throws IOException {
        require(in.nextToken() == JsonToken.START_OBJECT, where, METADATA + " is not an object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            require(
                    in.nextToken() == JsonToken.VALUE_STRING,
                    where,
                    "the metadata \"" + shown(key) + "\" is not a text");
            into.put(key, in.getText());
        }
    }

    private static Entry readEntry(JsonParser in, String name, String where) throws IOException {
        String tensor = "tensor \"" + shown(name) + "\"";
        require(in.nextToken() == JsonToken.START_OBJECT, where, tensor + " is not described by an object");
        String code = null;
        long[] shape = null;
        long[] offsets = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(
                            in.currentToken() == JsonToken.VALUE_STRING,
                            where,
                            tensor + " has a dtype that is no text");
                    code = in.getText();
                }
                case "shape" -> shape = readLongs(in, tensor, "shape", MOST_AXES, where);
                case "data_offsets" -> offsets = readLongs(in, tensor, "data_offsets", 2, where);
                default -> in.skipChildren();
            }
        }
        require(
                code != null && shape != null && offsets != null,
                where,
                tensor + " lacks dtype, shape or data_offsets");
        require(offsets.length == 2 && offsets[0] <= offsets[1], where, tensor + " has impossible data_offsets");
        String asked = code;
        ElementType type = ElementType.of(code)
                .orElseThrow(() -> new TorchException(where + ": " + tensor + " has the type \"" + shown(asked)
                        + "\", which Echelle does not read; save it as F32, F16 or BF16."));
        long bytes;
        try {
            bytes = Shapes.bytes(shape, type);
        } catch (TorchException e) {
            throw new TorchException(where + ": " + tensor + ": " + e.getMessage(), e);
        }
        require(
                offsets[1] - offsets[0] == bytes,
                where,
                tensor + " of shape " + Arrays.toString(shape) + " and type " + type + " needs " + bytes
                        + " bytes, but its data_offsets give it " + (offsets[1] - offsets[0]));
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] readLongs(JsonParser in, String tensor, String field, int most, String where)
            throws IOException {
        String what = tensor + " has a " + field + " that is not a list of at most " + most + " whole numbers";
        require(in.currentToken() == JsonToken.START_ARRAY, where, what);
        long[] out = new long[most];
        int n = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            require(n < most && in.currentToken() == JsonToken.VALUE_NUMBER_INT, where, what);
            long value = in.getLongValue();
            require(value >= 0, where, tensor + " has a negative number in " + field);
            out[n++] = value;
        }
        return Arrays.copyOf(out, n);
    }

    /** Checks that the tensors tile the data, and turns their offsets into positions in the file. */
    private static Map<String, Entry> placed(Map<String, Entry> entries, long dataStart, long dataBytes, String where) {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : sorted) {
            if (entry.begin() != expected) {
                throw damaged(
                        where,
                        "tensor \"" + shown(entry.name()) + "\" "
                                + (entry.begin() < expected ? "overlaps the one before it" : "leaves a gap before it"));
            }
            expected = entry.end();
        }
        if (expected != dataBytes) {
            throw damaged(
                    where,
                    "its tensors need " + expected + " bytes, but " + dataBytes + " bytes follow the header"
                            + (expected > dataBytes ? "; the file may have been cut short" : ""));
        }
        Map<String, Entry> placed = new LinkedHashMap<>();
        for (Entry e : sorted) {
            placed.put(e.name(), new Entry(e.name(), e.type(), e.shape(), dataStart + e.begin(), dataStart + e.end()));
        }
        return placed;
    }

    private static void require(boolean good, String where, String what) {
        if (!good) {
            throw damaged(where, what);
        }
    }

    static TorchException damaged(String where, String what) {
        return new TorchException(where + " is not a sound safetensors file: " + what + ".");
    }

    /** A name from a file, short enough for one line. */
    static String shown(String name) {
        String some = name.length() <= 120 ? name : name.substring(0, 117) + "...";
        // control characters, those that turn the direction of writing, line ends of Unicode, halves of pairs
        return some.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }

    private static String firstLine(IOException e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        int end = text.indexOf('\n');
        return shown(end < 0 ? text : text.substring(0, end));
    }
}

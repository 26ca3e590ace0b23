package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Index;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    static Path file(Path folder, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        return Files.write(folder.resolve("made.safetensors"), out.array());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("scalar", HostTensor.ofLongs(new long[] {-7}));
        tensors.put("matrix", HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
        tensors.put("empty", HostTensor.ofInts(new int[0], 0, 5));
        tensors.put("half", HostTensor.ofFloats(new float[] {0.5f}, 1).as(ElementType.BF16));
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of("note", "Grüße \"quoted\""));
        try (Safetensors in = Safetensors.open(file)) {
            assertThat(in.names())
                    .containsExactly("scalar", "matrix", "empty", "half"); // wider types first, then by name
            assertThat(in.metadata()).containsOnly(Map.entry("note", "Grüße \"quoted\""), Map.entry("format", "pt"));
            tensors.forEach((name, tensor) -> assertThat(in.tensor(name)).isEqualTo(tensor));
            assertThat(in.rows("matrix", 1, 2)).isEqualTo(HostTensor.ofFloats(new float[] {3, 4, 5, 6}, 2, 2));
            assertThat(in.entry("matrix").begin() % 4).isZero();
        }
        assertThat(Safetensors.looksLike(file)).isTrue();
        assertThat(folder).isDirectoryContaining(f -> f.equals(file));
    }

    @Test
    void theBytesAreThoseThatTheFormatPrescribes() throws IOException {
        Path file = folder.resolve("b.safetensors");
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("b", HostTensor.ofFloats(new float[] {1}, 1));
        tensors.put("a", HostTensor.ofFloats(new float[] {-2}, 1));
        SafetensorsWriter.write(file, tensors, Map.of());
        String header =
                "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
        int padded = (header.length() + 7) / 8 * 8;
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 8).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded);
        expected.put((header + " ".repeat(padded - header.length())).getBytes(StandardCharsets.UTF_8));
        expected.putFloat(-2).putFloat(1);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
    }

    @Test
    void aPublishedFileKeepsItsTensorsThroughAnotherWriting() {
        Weights published = Weights.read(Shared.file("assets/vision/vit_mnist.safetensors"));
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        published.names().forEach(name -> tensors.put(name, published.tensor(name)));
        Path copy = folder.resolve("copy.safetensors");
        SafetensorsWriter.write(copy, tensors, Map.of());
        Weights read = Weights.read(copy);
        assertThat(read.names()).containsExactlyInAnyOrderElementsOf(published.names());
        tensors.forEach((name, tensor) -> assertThat(read.tensor(name)).isEqualTo(tensor));
    }

    @Test
    void aStreamTakesPiecesOfSeveralTensorsInterleaved() {
        Path file = folder.resolve("s.safetensors");
        List<SafetensorsWriter.Spec> specs = List.of(
                new SafetensorsWriter.Spec("rows", ElementType.F32, new long[] {4, 1}),
                new SafetensorsWriter.Spec("sample", ElementType.I32, new long[] {4}));
        try (SafetensorsWriter.Stream out = SafetensorsWriter.open(file, specs, Map.of())) {
            for (int i = 0; i < 4; i += 2) {
                out.append(
                        "rows", HostTensor.ofFloats(new float[] {i, i + 1}, 2).data());
                out.append(
                        "sample",
                        HostTensor.ofInts(new int[] {10 + i, 11 + i}, 2).data());
            }
            out.finish();
        }
        Weights read = Weights.read(file);
        assertThat(read.tensor("rows").toFloats()).containsExactly(0, 1, 2, 3);
        assertThat(read.tensor("sample").toLongs()).containsExactly(10, 11, 12, 13);
    }

    @Test
    void anUnfinishedStreamLeavesNothingBehind() {
        Path file = folder.resolve("s.safetensors");
        SafetensorsWriter.Spec spec = new SafetensorsWriter.Spec("a", ElementType.F32, new long[] {2});
        try (SafetensorsWriter.Stream out = SafetensorsWriter.open(file, List.of(spec), Map.of())) {
            out.append("a", HostTensor.ofFloats(new float[] {1}, 1).data());
            assertThatThrownBy(out::finish).hasMessageContaining("lacks 4 bytes");
            assertThatThrownBy(() -> out.append("a", ByteBuffer.allocate(8))).hasMessageContaining("4 bytes more");
            assertThatThrownBy(() -> out.append("b", ByteBuffer.allocate(8))).hasMessageContaining("no tensor");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoTensorsOfOneNameAreNotWritten() {
        SafetensorsWriter.Spec spec = new SafetensorsWriter.Spec("a", ElementType.F32, new long[] {0});
        assertThatThrownBy(() -> SafetensorsWriter.open(folder.resolve("x"), List.of(spec, spec), Map.of()))
                .hasMessageContaining("twice");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "an overlap | {\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}} | 12 | overlaps",
                "a gap | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | gap",
                "a shape that needs more bytes | {\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | 8 | needs 12 bytes",
                "a cut file | {\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 7 | cut short",
                "bytes behind the end | {\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 9 | 9 bytes follow",
                "a doubled name | {\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}} | 2 | Duplicate",
                "an overflowing shape | {\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} | 0 | more elements than can be counted",
                "a negative size | {\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | negative",
                "a size that is no number | {\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | 4 | whole numbers",
                "a giant offset | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}} | 4 | JSON",
                "offsets the wrong way round | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | impossible",
                "a type of less than a byte | {\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1]}} | 1 | does not read",
                "a missing field | {\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | lacks",
                "a list for a header | [] | 0 | start with",
                "metadata that is no text | {\"__metadata__\":{\"a\":1}} | 0 | not a text",
                "a nested header | {\"a\":{\"dtype\":\"F32\",\"x\":[[[[[[[[[[[[]]]]]]]]]]]]}} | 0 | JSON",
                "text behind the header | {}{} | 0 | follows",
                "a header that breaks off | {\"a\":{\"dtype\" | 0 | JSON",
            })
    void aFileThatLiesIsRefusedWithASentence(String what, String header, int dataBytes, String said)
            throws IOException {
        Path file = file(folder, header, dataBytes);
        assertThatThrownBy(() -> Safetensors.open(file))
                .as(what)
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("made.safetensors")
                .hasMessageContaining(said);
    }

    @Test
    void aHeaderLengthPastTheLimitIsRefusedWithoutReadingIt() throws IOException {
        for (long length : new long[] {-1, 100_000_001L, Long.MAX_VALUE, 1000}) {
            Path file = folder.resolve("long.safetensors");
            Files.write(
                    file,
                    ByteBuffer.allocate(24)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .array());
            assertThatThrownBy(() -> Safetensors.open(file))
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining("header");
        }
        Path shorter = Files.write(folder.resolve("short.safetensors"), new byte[5]);
        assertThatThrownBy(() -> Safetensors.open(shorter)).hasMessageContaining("only 5 bytes");
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).hasMessageContaining("does not exist");
    }

    @Test
    void rowsPastTwoGibibytesAreRead() throws IOException {
        // a sparse file: 3 GiB on paper, a few blocks on the disk
        long rows = 3L << 20;
        long bytes = rows * 1024;
        Path file = file(
                folder,
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + rows + ",256],\"data_offsets\":[0," + bytes + "]}}",
                0);
        long start = Files.size(file);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer last =
                    ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 42);
            out.write(last, start + bytes - 1024);
        }
        try (Safetensors in = Safetensors.open(file)) {
            assertThat(in.rows("a", rows - 2, 2).toFloats()).hasSize(512).contains(42f, Index.atIndex(256));
            assertThatThrownBy(() -> in.tensor("a")).hasMessageContaining("2 GiB");
            assertThatThrownBy(() -> in.rows("a", 0, (int) rows)).hasMessageContaining("2 GiB");
            assertThatThrownBy(() -> in.rows("a", rows - 1, 2)).hasMessageContaining("has " + rows + " rows");
        }
    }
}

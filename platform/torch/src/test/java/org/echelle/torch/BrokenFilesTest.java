package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is done to a sound file of any format, the reader reads it or refuses it with a sentence: no other exception, no
 * endless loop, no more memory than is allowed.
 */
class BrokenFilesTest {
    private static final Map<SoundFiles.Format, List<byte[]>> SOUND = new EnumMap<>(SoundFiles.Format.class);
    private static Path folder;

    /** A change to a file: numbers that formats mean something by, put anywhere; pieces cut out, doubled, or swapped in. */
    private record Change(int kind, double place, long value, int length) {
        private static final long[] TELLING = {
            0,
            1,
            -1,
            2,
            0x7f,
            0xff,
            0x7fff,
            0xffff,
            0x7fffffffL,
            0xffffffffL,
            1L << 62,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            '.',
            '(',
            ')',
            'R',
            'h',
            'q',
            'c',
            'Q',
            '}',
            ']',
            't',
            0x93,
            0x94,
            0x95
        };

        byte[] applied(byte[] file) {
            if (file.length == 0) {
                return file;
            }
            int at = (int) (place * file.length);
            int n = Math.min(length, file.length - at);
            ByteBuffer out = ByteBuffer.allocate(file.length + length + 8).order(ByteOrder.LITTLE_ENDIAN);
            byte[] number = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(kind % 2 == 0 ? value : TELLING[(int) Math.floorMod(value, (long) TELLING.length)])
                    .array();
            int width = Math.min(1 << (kind / 2 % 4), file.length - at);
            switch (kind / 8) {
                case 0, 1, 2 -> // another number there
                    out.put(file, 0, at).put(number, 0, width).put(file, at + width, file.length - at - width);
                case 3 -> out.put(file, 0, at).put(file, at + n, file.length - at - n); // cut out
                case 4 -> out.put(file, 0, at + n).put(file, at, file.length - at); // doubled
                case 5 -> out.put(file, 0, at).put(number, 0, width).put(file, at, file.length - at); // put in
                default -> out.put(file, 0, at); // cut short
            }
            return Arrays.copyOf(out.array(), out.position());
        }
    }

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("broken");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        for (SoundFiles.Format format : SoundFiles.Format.values()) {
            Files.deleteIfExists(folder.resolve(format.fileName()));
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<SoundFiles.Format> formats() {
        return Arbitraries.of(SoundFiles.Format.class);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 55).withDistribution(RandomDistribution.uniform());
        Arbitrary<Double> places = Arbitraries.doubles()
                .between(0, true, 1, false)
                .ofScale(6)
                .withDistribution(RandomDistribution.uniform());
        Arbitrary<Integer> lengths = Arbitraries.integers().between(1, 40);
        return Combinators.combine(kinds, places, Arbitraries.longs(), lengths)
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void anyChangedFileIsReadOrRefusedWithASentence(
            @ForAll("formats") SoundFiles.Format format, @ForAll int which, @ForAll("changes") List<Change> changes) {
        change(format, which, changes);
    }

    @Tag("long")
    @Property(tries = 1_000_000, seed = "7", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aMillionChangedFilesAreReadOrRefusedWithASentence(
            @ForAll("formats") SoundFiles.Format format, @ForAll int which, @ForAll("changes") List<Change> changes) {
        change(format, which, changes);
    }

    private static void change(SoundFiles.Format format, int which, List<Change> changes) {
        List<byte[]> sound = SOUND.computeIfAbsent(format, SoundFiles.Format::sound);
        byte[] file = sound.get(Math.floorMod(which, sound.size()));
        for (Change change : changes) {
            file = change.applied(file);
        }
        byte[] changed = file;
        assertThatCode(() -> FuzzTarget.holdToItsWord(folder.resolve(format.fileName()), changed))
                .doesNotThrowAnyException();
    }
}

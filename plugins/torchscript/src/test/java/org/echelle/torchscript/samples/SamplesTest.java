package org.echelle.torchscript.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.tables.TableException;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torchscript.ScriptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from files that are written here. */
class SamplesTest {
    private static final OpenContext NOWHERE = OpenedContext.withoutEngine();

    @TempDir
    private Path folder;

    @Test
    void aTablesRowsAreVectors() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "name;a;b;who\nfirst;1;2,5;x\n\"sec;ond\";3;4;y\n");
        SampleSource bad = new TableKind().open(options(table, List.of("a", "b")), NOWHERE);
        assertThatThrownBy(() -> bad.load(0))
                .isInstanceOf(BadSampleException.class)
                .hasMessageContaining("\"2,5\"");
        SampleSource source = new TableKind().open(options(table, List.of("a")), NOWHERE);
        assertThat(source.size()).isEqualTo(2);
        assertThat(source.id(1)).isEqualTo("sec;ond");
        assertThat(source.group(1)).isEqualTo("y");
        assertThat(((ArraySample) source.load(1)).tensors().get("0").toFloats()).containsExactly(3);
        assertThatThrownBy(() -> new TableKind().open(options(table, List.of("c")), NOWHERE))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("has no column 'c'; it has name, a, b, who.");
        Path bare = Files.writeString(folder.resolve("bare.csv"), "name;a;who\n\n");
        assertThatThrownBy(() -> new TableKind().open(options(bare, List.of("a")), NOWHERE))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("has no rows under its head");
    }

    private static ArraysOptions arrays(Path path) {
        return new ArraysOptions(path, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static TableOptions options(Path table, List<String> columns) {
        return new TableOptions(table, columns, Optional.of("name"), Optional.of("who"), List.of());
    }

    @Test
    void picturesAreScaledToTheirSizeAndNormalisedAChannel() throws IOException {
        BufferedImage red = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            red.setRGB(i % 4, i / 4, 0xff3300);
        }
        ImageIO.write(red, "png", folder.resolve("red.png").toFile());
        SampleSource source = new PicturesKind()
                .open(
                        new PicturesOptions(
                                folder,
                                List.of(2, 3),
                                3,
                                List.of(0.5, 0.0, 0.0),
                                List.of(0.25, 1.0, 1.0),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of()),
                        NOWHERE);
        ArraySample sample = (ArraySample) source.load(0);
        assertThat(sample.id()).isEqualTo("red.png");
        assertThat(sample.tensors().get("0").shape()).containsExactly(3, 2, 3);
        float[] values = sample.tensors().get("0").toFloats();
        assertThat(values[0]).isEqualTo(2f); // (1 - 0.5) / 0.25
        assertThat(values[6]).isEqualTo(0.2f); // 0x33 / 0xff
        assertThat(values[17]).isZero();
    }

    @Test
    void aFileThatIsNotThereIsToldSo() {
        assertThatThrownBy(() -> new ArraysKind().open(arrays(folder.resolve("no.npy")), NOWHERE))
                .hasMessageContaining("There is no file or folder");
        assertThatThrownBy(() -> new ArraysKind().open(arrays(folder), NOWHERE))
                .hasMessageContaining("for pictures write samples.kind: pictures");
    }

    @Test
    void aTableKnowsNamesGroupsAndNumbersOfRowsInTheirOrder() throws IOException {
        Path rows = npy("x.npy", 3);
        Path table = Files.writeString(folder.resolve("t.csv"), "trace,machine,wear\na,m1,0.5\nb,m1,\nc,m2,2\n");
        SampleSource source = new ArraysKind().open(tabled(rows, table, "trace", "machine", "wear"), NOWHERE);
        assertThat(source.id(2)).isEqualTo("c");
        assertThat(source.load(2).id()).isEqualTo("c");
        assertThat(source.group(1)).isEqualTo("m1");
        assertThat(source.groupedBy()).isEqualTo("machine");
        assertThat(source.measures()).containsExactly("wear");
        assertThat(source.measure("wear", 0)).isEqualTo(0.5);
        assertThat(source.measure("wear", 1)).isNaN();
        SampleSource bare = new ArraysKind().open(arrays(rows), NOWHERE);
        assertThat(source.fingerprint()).isNotEqualTo(bare.fingerprint());
    }

    @Test
    void aTableThatDoesNotFitItsSamplesIsToldWhatToDo() throws IOException {
        Path rows = npy("x.npy", 2);
        Path brief = Files.writeString(folder.resolve("b.csv"), "n,g,v\na,1,1\n");
        assertThatThrownBy(() -> new ArraysKind().open(tabled(rows, brief, "n", "g", "v"), NOWHERE))
                .hasMessageContaining("has 1 rows under its heading for the 2 samples of");
        Path twice = Files.writeString(folder.resolve("t.csv"), "n,g,v\na,1,1\na,2,1\n");
        assertThatThrownBy(() -> new ArraysKind().open(tabled(rows, twice, "n", "g", "v"), NOWHERE))
                .hasMessageContaining("calls two samples \"a\", in the lines 2 and 3; names must differ");
        Path word = Files.writeString(folder.resolve("w.csv"), "n,g,v\na,1,1\nb,2,x\n");
        assertThatThrownBy(() -> new ArraysKind().open(tabled(rows, word, "n", "g", "v"), NOWHERE))
                .hasMessageContaining("holds \"x\" in line 3, which is no number.");
        ArraysOptions noTable =
                new ArraysOptions(rows, Optional.empty(), Optional.empty(), Optional.of("g"), List.of());
        assertThatThrownBy(() -> new ArraysKind().open(noTable, NOWHERE)).hasMessageEndingWith("add samples.table.");
    }

    @Test
    void filesOfAFolderAreFoundInATableByTheirNames() throws IOException {
        Path rows = Files.createDirectory(folder.resolve("rows"));
        Files.copy(npy("x.npy", 3), rows.resolve("one.npy"));
        Files.copy(npy("x.npy", 3), rows.resolve("two.npy"));
        Path table = Files.writeString(folder.resolve("t.csv"), "file,who,v\ntwo,p9,4\nother,p1,5\n");
        SampleSource source = new ArraysKind().open(tabled(rows, table, "file", "who", "v"), NOWHERE);
        assertThat(source.group(1)).isEqualTo("p9");
        assertThat(source.measure("v", 1)).isEqualTo(4);
        assertThat(source.group(0)).as("of which the table knows nothing").isEqualTo("one.npy");
        assertThat(source.measure("v", 0)).isNaN();
        Path none = Files.writeString(folder.resolve("n.csv"), "file,who,v\nelsewhere,p1,5\n");
        assertThatThrownBy(() -> new ArraysKind().open(tabled(rows, none, "file", "who", "v"), NOWHERE))
                .hasMessageContaining("samples are called like \"one.npy\"");
    }

    @Test
    void numberedInputsAreTheInputsWhateverLiesBesideThem() {
        Path file = folder.resolve("x.safetensors");
        HostTensor two = HostTensor.ofFloats(new float[] {1, 2, 3, 4}, 2, 2);
        SafetensorsWriter.write(
                file, Map.of("input.0", two, "output", HostTensor.ofFloats(new float[3], 3), "tap.a", two), Map.of());
        SampleSource source = new ArraysKind().open(arrays(file), NOWHERE);
        assertThat(source.size()).isEqualTo(2);
        ArraySample sample = (ArraySample) source.load(1);
        assertThat(sample.tensors()).containsOnlyKeys("0");
        assertThat(sample.tensors().get("0").toFloats()).containsExactly(3, 4);
    }

    @Test
    void columnsOfWordsAreNoInputsUnlessTheyAreNamed() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "who,a,b\nx,1,2\ny,,4\n");
        TableOptions bare = new TableOptions(table, List.of(), Optional.empty(), Optional.empty(), List.of());
        SampleSource source = new TableKind().open(bare, NOWHERE);
        assertThat(((ArraySample) source.load(0)).tensors().get("0").toFloats()).containsExactly(1, 2);
        assertThatThrownBy(() -> source.load(1)).hasMessageContaining("Line 3").hasMessageContaining("the column a");
        assertThat(Examples.shape(table))
                .hasValueSatisfying(shape -> assertThat(shape).containsExactly(2));
        assertThat(new TableKind().recognises(table)).isTrue();
        assertThat(new ArraysKind().recognises(table)).isFalse();
    }

    private static ArraysOptions tabled(Path path, Path table, String name, String group, String measure) {
        return new ArraysOptions(path, Optional.of(table), Optional.of(name), Optional.of(group), List.of(measure));
    }

    /** Whole numbers from 0, one a row, as NumPy writes them (NEP 1). */
    private Path npy(String name, int rows) throws IOException {
        String dict = "{'descr': '|i1', 'fortran_order': False, 'shape': (" + rows + ", 1), }";
        String header = dict + " ".repeat(117 - dict.length()) + "\n";
        byte[] bytes = Arrays.copyOf(("?NUMPY??" + "v?" + header).getBytes(StandardCharsets.ISO_8859_1), 128 + rows);
        bytes[0] = (byte) 0x93;
        bytes[6] = 1;
        bytes[7] = 0;
        bytes[8] = 118;
        bytes[9] = 0;
        for (int i = 0; i < rows; i++) {
            bytes[128 + i] = (byte) i;
        }
        return Files.write(folder.resolve(name), bytes);
    }
}

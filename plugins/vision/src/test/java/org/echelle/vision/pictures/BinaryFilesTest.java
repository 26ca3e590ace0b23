package org.echelle.vision.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryFilesTest {
    @TempDir
    Path folder;

    private static LabelledSource cifar(Path path, CifarOptions.Part part) {
        return (LabelledSource) new CifarKind()
                .open(new CifarOptions(path, part, Optional.empty(), Optional.empty()), OpenedContext.withoutEngine());
    }

    private static LabelledSource idx(Path path, CifarOptions.Part part, Optional<Integer> limit) {
        return (LabelledSource) new IdxKind()
                .open(
                        new IdxOptions(path, Optional.empty(), part, limit, Optional.empty()),
                        OpenedContext.withoutEngine());
    }

    @Test
    void cifarPlanesBecomeInterleavedPixels() throws IOException {
        byte[] file = new byte[2 * 3073];
        file[3073] = 9;
        for (int p = 0; p < 1024; p++) {
            file[3074 + p] = (byte) p;
            file[3074 + 1024 + p] = (byte) (p + 1);
            file[3074 + 2048 + p] = (byte) (p + 2);
        }
        Files.write(folder.resolve("test_batch.bin"), file);
        Files.write(folder.resolve("data_batch_1.bin"), new byte[3073]);
        try (LabelledSource source = cifar(folder, CifarOptions.Part.TEST)) {
            assertThat(source.size()).isEqualTo(2);
            assertThat(source.id(1)).isEqualTo("test_batch.bin/00001");
            ImageSample picture = (ImageSample) source.load(1);
            for (int p = 0; p < 1024; p++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(picture.pixels()[p * 3 + c]).isEqualTo((byte) (p + c));
                }
            }
            LabelledSource.LabelSet labels = source.labelSets().get(0);
            assertThat(labels.names().get(labels.values()[1])).isEqualTo("truck");
        }
        try (LabelledSource all = cifar(folder, CifarOptions.Part.ALL)) {
            assertThat(all.size()).isEqualTo(3);
            assertThat(all.fingerprint()).hasSize(64);
        }
    }

    @Test
    void cifarHundredHasTwoSetsOfLabels() throws IOException {
        byte[] file = new byte[3074];
        file[0] = 1;
        file[1] = 2;
        Files.write(folder.resolve("train.bin"), file);
        Files.writeString(folder.resolve("coarse_label_names.txt"), "fish\nflowers\n");
        Files.writeString(folder.resolve("fine_label_names.txt"), "shark\nray\nrose\n");
        try (LabelledSource source = cifar(folder, CifarOptions.Part.ALL)) {
            assertThat(source.labelSets())
                    .extracting(s -> s.group() + "=" + s.names().get(s.values()[0]))
                    .containsExactly("superclass=flowers", "class=rose");
        }
    }

    @Test
    void aCifarFileCutShortIsRefused() throws IOException {
        Files.write(folder.resolve("test.bin"), new byte[3000]);
        assertThatThrownBy(() -> cifar(folder, CifarOptions.Part.ALL))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("3073");
    }

    @Test
    void idxIsReadPlainAndGzippedWithItsLabels() throws IOException {
        byte[] images = new byte[16 + 2 * 6];
        byte[] head = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3};
        System.arraycopy(head, 0, images, 0, 16);
        for (int i = 0; i < 12; i++) {
            images[16 + i] = (byte) (10 * i);
        }
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images);
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(folder.resolve("t10k-labels-idx1-ubyte.gz")))) {
            out.write(new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, 3});
        }
        try (LabelledSource source = idx(folder, CifarOptions.Part.ALL, Optional.empty())) {
            ImageSample second = (ImageSample) source.load(1);
            assertThat(second.width()).isEqualTo(3);
            assertThat(second.height()).isEqualTo(2);
            assertThat(second.pixels()).containsExactly(60, 70, 80, 90, 100, 110);
            assertThat(source.labelSets().get(0).values()).containsExactly(7, 3);
        }
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), Arrays.copyOf(images, 20));
        assertThatThrownBy(() -> idx(folder, CifarOptions.Part.ALL, Optional.empty()))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("cut short");
    }

    @Test
    void theTestSetOfMnistIsRead() {
        Path file = Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz");
        try (LabelledSource source = idx(file, CifarOptions.Part.ALL, Optional.empty())) {
            assertThat(source.size()).isEqualTo(10_000);
            assertThat(((ImageSample) source.load(9_999)).pixels()).hasSize(784);
            // LeCun's page and every copy: the test set begins 7 2 1 0 4
            int[] labels = source.labelSets().get(0).values();
            assertThat(Arrays.copyOf(labels, 5)).containsExactly(7, 2, 1, 0, 4);
            assertThat(IntStream.of(labels).filter(l -> l == 1).count()).isEqualTo(1135);
        }
    }
}

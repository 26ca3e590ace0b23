package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.train.TrainResult;
import org.echelle.store.StoreException;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
    @TempDir
    Path folder;

    private Path x;
    private Path y;

    @BeforeEach
    void writeRows() throws IOException {
        x = write("x.npy", 512, 8);
        y = write("y.npy", 512, 3);
    }

    @Test
    void aTranscoderReadsOneFileAndWritesTheOther() {
        TrainResult result = train(List.of(y.toString()), "architecture=skip-transcoder", "features=16", "k=2");

        assertThat(result.config().blocks()).containsExactly(8, 3);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary = Dictionaries.load(result.dictionary(), manager)) {
            assertThat(dictionary.width()).isEqualTo(8);
            assertThat(dictionary.outputWidth()).isEqualTo(3);
        }
    }

    @Test
    void aCrosscoderTakesAnyNumberOfSources() {
        TrainResult result =
                train(List.of(y.toString(), x.toString()), "architecture=crosscoder", "features=16", "k=2");

        assertThat(result.config().blocks()).containsExactly(8, 3, 8);
    }

    @Test
    void filesThatDoNotFitTogetherAreRefused() throws IOException {
        Path shorter = write("shorter.npy", 511, 3);

        assertThatThrownBy(() -> train(List.of(shorter.toString()), "architecture=crosscoder"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("511 and 512 rows");
        assertThatThrownBy(() -> train(List.of(y.toString()), "architecture=topk", "k=2"))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("transcoder, skip-transcoder, crosscoder");
        assertThatThrownBy(() -> train(List.of(), "architecture=transcoder"))
                .isInstanceOf(SaeException.class)
                .hasMessageContaining("--with");
    }

    private TrainResult train(List<String> beside, String... settings) {
        List<String> all = new java.util.ArrayList<>(List.of(settings));
        all.addAll(List.of("steps=20", "batch=64"));
        return MatrixTraining.run(
                x,
                Optional.empty(),
                beside,
                all,
                "cpu",
                folder.resolve("out"),
                false,
                Progress.SILENT,
                TrainingWatch.NONE);
    }

    private Path write(String name, int rows, int width) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
        header += " ".repeat(117 - header.length()) + "\n";
        ByteBuffer values = ByteBuffer.allocate(10 + 118 + rows * width * 4).order(ByteOrder.LITTLE_ENDIAN);
        values.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        values.put(header.getBytes(StandardCharsets.US_ASCII));
        Random random = new Random(width);
        for (int i = 0; i < rows * width; i++) {
            values.putFloat((float) random.nextGaussian());
        }
        return Files.write(folder.resolve(name), values.array());
    }
}

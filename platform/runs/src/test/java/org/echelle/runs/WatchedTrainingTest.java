package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Revival;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;
import org.echelle.sae.train.TrainResult;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchedTrainingTest {
    private static final List<String> SETTINGS = List.of("features=32", "k=4", "batch=64", "steps=200");

    @TempDir
    private Path folder;

    private Path rows;
    private final Watcher watcher = new Watcher();

    /** Remembers what it hears. */
    private static final class Watcher implements TrainingWatch {
        private final List<TrainingStart> starts = new ArrayList<>();
        private final List<HealthPoint> points = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();

        @Override
        public Watched begins(TrainingStart start) {
            starts.add(start);
            return new Watched() {
                @Override
                public void point(HealthPoint point) {
                    points.add(point);
                }

                @Override
                public void ends(Outcome outcome, String message) {
                    ends.add(outcome + " " + message);
                }
            };
        }
    }

    @BeforeEach
    void writeRows() throws IOException {
        rows = folder.resolve("rows.npy");
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (512, 8), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer values = ByteBuffer.allocate(512 * 8 * 4).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(3);
        for (int i = 0; i < 512 * 8; i++) {
            values.putFloat((float) random.nextGaussian());
        }
        try (OutputStream out = Files.newOutputStream(rows)) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(values.array());
        }
    }

    private TrainResult train(boolean resume, Progress progress, List<String> settings) {
        return MatrixTraining.run(
                rows, Optional.empty(), settings, "cpu", folder.resolve("out"), resume, progress, watcher);
    }

    @Test
    void aWatcherHearsTheBeginningEveryPointAndTheEnd() {
        TrainResult result = train(false, Progress.SILENT, SETTINGS);

        TrainingStart start = watcher.starts.get(0);
        assertThat(start.title()).isEqualTo("rows.npy");
        assertThat(start.settings())
                .containsEntry("architecture", "topk")
                .containsEntry("features", "32")
                .containsEntry("k", "4")
                .containsEntry("width", "8");
        assertThat(start.facts().targetL0()).isEqualTo(4);
        assertThat(start.facts().steps()).isEqualTo(200);
        assertThat(watcher.points).extracting(HealthPoint::step).isEqualTo(steps(result));
        assertThat(watcher.points).extracting(HealthPoint::fvu).isEqualTo(fvus(result));
        assertThat(watcher.ends).containsExactly("DONE ");
    }

    private static List<Long> steps(TrainResult result) {
        return result.history().stream().map(p -> p.step()).toList();
    }

    private static List<Double> fvus(TrainResult result) {
        return result.history().stream().map(p -> p.fvu()).toList();
    }

    @Test
    void aTrainingThatIsStoppedSaysWhyAndItsResumeKnowsWhatWasBefore() {
        Progress stopping = stopAfterPoints(2);
        assertThatThrownBy(() -> train(false, stopping, SETTINGS)).isInstanceOf(CancelledException.class);
        assertThat(watcher.ends).containsExactly("STOPPED Enough.");

        TrainResult whole = train(true, Progress.SILENT, SETTINGS);

        List<Long> heard = new ArrayList<>(
                watcher.starts.get(1).earlier().stream().map(HealthPoint::step).toList());
        assertThat(heard).hasSizeGreaterThanOrEqualTo(2);
        watcher.points.stream().skip(heard.size()).map(HealthPoint::step).forEach(heard::add);
        assertThat(heard).isEqualTo(steps(whole));
        assertThat(watcher.ends).containsExactly("STOPPED Enough.", "DONE ");
    }

    @Test
    void aHistoryWithSomethingBehindItIsNotTakenForWhatWasBefore() throws IOException {
        Progress stopping = stopAfterPoints(2);
        assertThatThrownBy(() -> train(false, stopping, SETTINGS)).isInstanceOf(CancelledException.class);
        Path out = folder.resolve("out");
        assertThat(WatchedTraining.earlier(out)).isNotEmpty();

        Files.writeString(out.resolve("history.json"), "[]", StandardOpenOption.APPEND);

        assertThat(WatchedTraining.earlier(out)).isEmpty();
    }

    private Progress stopAfterPoints(int points) {
        return new NotedProgress() {
            @Override
            public void check() {
                if (watcher.points.size() >= points) {
                    throw new CancelledException("Enough.");
                }
            }
        };
    }

    @Test
    void aTrainingThatFailsSaysWhy() throws IOException {
        byte[] file = Files.readAllBytes(rows);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 4, Float.NaN);
        Files.write(rows, file);

        assertThatThrownBy(() -> train(false, Progress.SILENT, SETTINGS)).hasMessageContaining("not finite");

        assertThat(watcher.ends).hasSize(1);
        assertThat(watcher.ends.get(0)).startsWith("FAILED ").contains("not finite");
    }

    @ParameterizedTest
    @CsvSource({
        "topk, dictionary.k",
        "gated, dictionary.settings.coefficient",
        "jumprelu, dictionary.settings.target-l0",
        "p-anneal, dictionary.settings.coefficient",
        "crosscoder, dictionary.k"
    })
    void adviceNamesTheKeysThatTheArchitectureHas(String architecture, String key) {
        TrainConfig config = TrainConfig.of(architecture, 32).withSteps(1000).withAux(0, 0, 0);
        TrainingFacts facts = WatchedTraining.facts(config.resolve(1000, 8), 8);
        assertThat(facts.sparsityKey()).isEqualTo(key);
        if (facts.revival().startsWith("dictionary.resample-every to ")) {
            int every = Integer.parseInt(facts.revival().replaceAll("\\D", ""));
            TrainConfig revived =
                    config.withRevival(new Revival(0, 0, 0, every)).resolve(1000, 8);
            assertThat(WatchedTraining.facts(revived, 8).revival()).isEmpty();
        } else {
            assertThat(facts.revival()).isEqualTo("dictionary.aux-weight to 0.03125");
            TrainConfig revived = config.withAux(0.03125, 0, 0).resolve(1000, 8);
            assertThat(WatchedTraining.facts(revived, 8).revival()).isEmpty();
        }
    }

    @Test
    void twoWatchersHearTheSame() {
        Watcher second = new Watcher();
        MatrixTraining.run(
                rows,
                Optional.empty(),
                SETTINGS,
                "cpu",
                folder.resolve("out"),
                false,
                Progress.SILENT,
                watcher.and(second));
        assertThat(second.starts).isEqualTo(watcher.starts);
        assertThat(second.points).isNotEmpty().isEqualTo(watcher.points);
        assertThat(second.ends).isEqualTo(watcher.ends);
    }
}

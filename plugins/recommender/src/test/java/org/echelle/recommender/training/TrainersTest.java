package org.echelle.recommender.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.Opened;
import org.echelle.recommender.log.InteractionsKind;
import org.echelle.recommender.log.LogOptions;
import org.echelle.recommender.log.TestLogs;
import org.echelle.recommender.subject.FactorOptions;
import org.echelle.recommender.subject.FactorSubjectKind;
import org.echelle.recommender.subject.SasrecOptions;
import org.echelle.recommender.subject.SasrecSubjectKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worlds in which the right answer is known: the trainers must find it, and popularity must not. */
class TrainersTest {
    @TempDir
    Path dir;

    private JsonNode train(org.echelle.api.TrainerKind<TrainOptions> kind, TrainOptions o, Path output, Opened context)
            throws IOException {
        Files.createDirectories(output);
        kind.train(o, output, context);
        return new ObjectMapper().readTree(output.resolve("metrics.json").toFile());
    }

    private HistorySource samples(Path log, Path model, Opened context) {
        return (HistorySource) new InteractionsKind()
                .open(
                        TestLogs.numbered(
                                LogOptions.of(log),
                                Optional.of(model.resolve("items.txt")),
                                Optional.of(model.resolve("users.txt"))),
                        context);
    }

    @Test
    void sasrecLearnsThatItemsFollowEachOtherAndItsFolderOpensAsASubject() throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("user,item,time\n");
        for (int u = 0; u < 120; u++) {
            int first = random.nextInt(40);
            for (int t = 0; t < 8; t++) {
                text.append("u%d,film %d,%d\n".formatted(u, (first + t) % 40, t));
            }
        }
        Path log = Files.writeString(dir.resolve("log.csv"), text);
        Path model = dir.resolve("model");
        try (Opened context = Opened.withEngine()) {
            JsonNode metrics =
                    train(new SasrecTrainer(), new TrainOptions(log, 5, 16, 8, 1, 64, 300, 0.01, 0, 3), model, context);
            assertEquals(120, metrics.get("held_out_users").asInt());
            assertTrue(metrics.get("ndcg_at_10").asDouble() > 0.8, metrics.toString());
            assertTrue(metrics.get("hr_at_10_of_popularity").asDouble() < 0.6, metrics.toString());
            HistorySource users = samples(log, model, context);
            try (Subject subject = new SasrecSubjectKind().open(SasrecOptions.of(model), context)) {
                assertEquals("original", subject.facts().get("variant"));
                var inputs = subject.prepare(List.<Sample>of(users.load(0)), context.manager());
                assertArrayEquals(
                        new long[] {1, 41},
                        subject.forward(inputs, Tap.NONE)
                                .singletonOrThrow()
                                .getShape()
                                .getShape());
            }
        }
    }

    @Test
    void factorsLearnWhichItemsAreLikedTogether() throws IOException {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("user,item,time\n");
        for (int u = 0; u < 100; u++) {
            List<Integer> own = new java.util.ArrayList<>();
            for (int i = u % 2; i < 60; i += 2) {
                own.add(i);
            }
            Collections.shuffle(own, random);
            for (int t = 0; t < 13; t++) {
                text.append("%d,%d,%d\n".formatted(u, own.get(t), t));
            }
        }
        Path log = Files.writeString(dir.resolve("log.csv"), text);
        Path model = dir.resolve("model");
        try (Opened context = Opened.withEngine()) {
            JsonNode metrics = train(
                    new FactorTrainer(), new TrainOptions(log, 5, 8, 50, 1, 256, 400, 0.02, 0, 3), model, context);
            // ten of the 18 items of the own half that are left: 56 %; ten of all 48: 21 %
            assertTrue(metrics.get("hr_at_10").asDouble() > 0.4, metrics.toString());
            assertTrue(metrics.get("hr_at_10_of_popularity").asDouble() < 0.35, metrics.toString());
            HistorySource users = samples(log, model, context);
            try (Subject subject = new FactorSubjectKind().open(new FactorOptions(model), context)) {
                var inputs = subject.prepare(List.<Sample>of(users.load(3)), context.manager());
                assertArrayEquals(
                        new long[] {1, 61},
                        subject.forward(inputs, Tap.NONE)
                                .singletonOrThrow()
                                .getShape()
                                .getShape());
            }
        }
    }
}

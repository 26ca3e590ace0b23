package org.echelle.recommender.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.echelle.api.ItemRanking;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.Opened;
import org.echelle.recommender.log.SequenceOptions;
import org.echelle.recommender.log.SequencesKind;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

/** The published weights of MovieLens-1M against states, scores and hit rates computed with PyTorch and NumPy from the same files. */
class PublishedSasrecTest {
    private static final double EXACT = 1e-4;
    private static final int USERS = 512;

    private static Path file(String name) {
        return Shared.file("assets/recommender/" + name);
    }

    private static HistorySource users(Opened context) {
        return (HistorySource) new SequencesKind()
                .open(
                        new SequenceOptions(
                                file("ml1m/val_input.txt"),
                                Optional.of(file("ml1m/val_output.txt")),
                                Optional.of(file("ml1m/test_output.txt")),
                                Optional.of(file("ml1m/val_users.txt")),
                                Optional.of(file("ml1m/movies.dat")),
                                Optional.empty(),
                                Optional.of(file("ml1m/sas_to_original_items.txt")),
                                Optional.empty(),
                                200),
                        context);
    }

    private static RecommenderSubject subject(Opened context) {
        return new SasrecSubjectKind().open(SasrecOptions.of(file("sasrec_ml1m_epoch720.safetensors")), context);
    }

    private static final class Rows implements Tap {
        private final Map<String, float[]> last = new HashMap<>();

        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            float[] all = x.toFloatArray();
            int width = (int) x.getShape().get(2);
            last.put(hook, java.util.Arrays.copyOfRange(all, all.length - width, all.length));
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }

    @Test
    void statesAndScoresAreThoseOfPyTorch() throws IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(Shared.file("assets/golden/recommender_sasrec.json").toFile());
        try (Opened context = Opened.withEngine();
                Subject subject = subject(context)) {
            HistorySource users = users(context);
            ItemRanking ranking = users.ranking().orElseThrow();
            for (JsonNode example : golden.get("examples")) {
                int sample = indexOf(users, example.get("user").asText());
                History history = (History) users.load(sample);
                List<String> titles = history.titles();
                assertEquals(
                        example.get("last5").get(4).get(1).asText(),
                        titles.get(titles.size() - 1),
                        "the id map's titles");
                try (NDManager scope = context.manager().newSubManager()) {
                    Rows rows = new Rows();
                    NDList inputs = subject.prepare(List.<Sample>of(history), scope);
                    float[] scores =
                            subject.forward(inputs, rows).singletonOrThrow().toFloatArray();
                    near(example.get("block0_last"), rows.last.get("blocks.0"));
                    near(example.get("final_feat"), rows.last.get("last_layernorm"));
                    int[] best = best(scores, ranking, ranking.consumed(sample), 5);
                    for (int i = 0; i < 5; i++) {
                        assertEquals(example.get("top5").get(i).get(0).asInt(), best[i]);
                        assertEquals(example.get("top5").get(i).get(1).asText(), ranking.name(best[i]));
                        assertEquals(example.get("top5_scores").get(i).asDouble(), scores[best[i]], EXACT);
                    }
                }
            }
        }
    }

    private static int indexOf(HistorySource users, String id) {
        for (int i = 0; i < users.size(); i++) {
            if (users.id(i).equals(id)) {
                return i;
            }
        }
        throw new AssertionError("no user " + id);
    }

    private static void near(JsonNode wanted, float[] found) {
        assertEquals(wanted.size(), found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(wanted.get(i).asDouble(), found[i], EXACT);
        }
    }

    private static int[] best(float[] scores, ItemRanking ranking, int[] consumed, int k) {
        boolean[] out = new boolean[scores.length];
        for (int c : consumed) {
            out[c] = true;
        }
        int[] best = new int[k];
        for (int i = 0; i < k; i++) {
            int at = -1;
            for (int c = 0; c < scores.length; c++) {
                if (!out[c] && ranking.ranks(c) && (at < 0 || scores[c] > scores[at])) {
                    at = c;
                }
            }
            best[i] = at;
            out[at] = true;
        }
        return best;
    }

    @Test
    void hitRatesAreThoseOfTheManifest() {
        try (Opened context = Opened.withEngine();
                Subject subject = subject(context)) {
            HistorySource users = users(context);
            assertEquals(USERS, users.size());
            ItemRanking ranking = users.ranking().orElseThrow();
            Random random = new Random(0);
            int full = 0;
            double gain = 0;
            int sampled = 0;
            for (int first = 0; first < USERS; first += 64) {
                try (NDManager scope = context.manager().newSubManager()) {
                    List<Sample> batch = new java.util.ArrayList<>();
                    for (int i = first; i < first + 64; i++) {
                        batch.add(users.load(i));
                    }
                    NDList inputs = subject.prepare(batch, scope);
                    NDArray out = subject.forward(inputs, Tap.NONE).singletonOrThrow();
                    float[] scores = out.toFloatArray();
                    int columns = (int) out.getShape().get(1);
                    for (int u = 0; u < 64; u++) {
                        int next = ranking.next(first + u).orElseThrow();
                        Set<Integer> seen = new HashSet<>();
                        for (int c : ranking.consumed(first + u)) {
                            seen.add(c);
                        }
                        int rank = 1;
                        for (int c = 1; c < columns; c++) {
                            rank += !seen.contains(c) && scores[u * columns + c] > scores[u * columns + next] ? 1 : 0;
                        }
                        full += rank <= 10 ? 1 : 0;
                        gain += rank <= 10 ? Math.log(2) / Math.log(rank + 1) : 0;
                        int among = 1;
                        for (int n = 0; n < 100; n++) {
                            int other = 1 + random.nextInt(columns - 1);
                            while (seen.contains(other) || other == next) {
                                other = 1 + random.nextInt(columns - 1);
                            }
                            among += scores[u * columns + other] > scores[u * columns + next] ? 1 : 0;
                        }
                        sampled += among <= 10 ? 1 : 0;
                    }
                }
            }
            assertEquals(0.2109375, full / (double) USERS, 1e-9);
            assertEquals(0.11863763278587354, gain / USERS, 1e-5);
            // other random negatives than NumPy's: the binomial spread of 512 users is 0.017
            assertEquals(0.807, sampled / (double) USERS, 0.02);
        }
    }

    @Test
    void aWrongPassIsToldWithTheRightOne() {
        try (Opened context = Opened.withEngine();
                Subject wrong = new SasrecSubjectKind()
                        .open(
                                new SasrecOptions(
                                        file("sasrec_ml1m_epoch720.safetensors"),
                                        Optional.of(SasrecVariant.PRE_LN),
                                        0,
                                        Optional.empty()),
                                context);
                Subject right = subject(context)) {
            HistorySource users = users(context);
            context.notes().clear();
            SasrecCheck.tell(right, users, context);
            assertEquals(List.of(), context.notes());
            SasrecCheck.tell(wrong, users, context);
            assertEquals(1, context.notes().size());
            assertTrue(
                    context.notes().get(0).endsWith("set subject.variant: original."),
                    context.notes().get(0));
        }
    }
}

package org.echelle.recommender.subject;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.echelle.api.OpenContext;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.torch.Torch;

/** Whether the chosen forward pass is the one that the weights were trained with: it finds what users consumed next, the others do not. */
public final class SasrecCheck {
    private static final int USERS = 64;
    private static final int BATCH = 32;
    private static final int TOP = 10;

    private SasrecCheck() {}

    /**
     * Tells the user when another of the three passes finds the next item of clearly more users. Users' held-out items are asked for where
     * there are any, else their last ones.
     */
    public static void tell(Subject subject, HistorySource histories, OpenContext context) {
        if (!(subject instanceof RecommenderSubject own) || !(own.network() instanceof SasrecNetwork network)) {
            return;
        }
        List<History> users = users(histories, network);
        if (users.size() < 2) {
            return;
        }
        int chosen = 0;
        int best = -1;
        SasrecVariant better = network.variant();
        for (SasrecVariant variant : SasrecVariant.values()) {
            int hits = hits(network.as(variant), users, context.manager());
            if (variant == network.variant()) {
                chosen = hits;
            }
            if (hits > best) {
                best = hits;
                better = variant;
            }
        }
        double spread = 2 * Math.sqrt(best * (1 - (double) best / users.size()));
        if (better != network.variant() && best - chosen > Math.max(2, spread)) {
            context.progress()
                    .note(String.format(
                            Locale.ROOT,
                            "The pass '%s' finds the next item of %d of %d users among its first %d, the chosen one, '%s', of %d:"
                                    + " these weights were probably trained with it; set subject.variant: %s.",
                            words(better),
                            best,
                            users.size(),
                            TOP,
                            words(network.variant()),
                            chosen,
                            words(better)));
        }
    }

    private static String words(SasrecVariant variant) {
        return variant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<History> users(HistorySource histories, SasrecNetwork network) {
        List<History> users = new ArrayList<>();
        int[] order = new Random(1)
                .ints(0, histories.size())
                .distinct()
                .limit(Math.min(histories.size(), 4 * USERS))
                .toArray();
        for (int i : order) {
            History h = asked(histories.history(i));
            if (h.next().isPresent() && network.refuses(h).isEmpty() && users.size() < USERS) {
                users.add(h);
            }
        }
        return users;
    }

    private static History asked(History h) {
        if (h.next().isPresent() || h.length() < 2) {
            return h;
        }
        int n = h.length() - 1;
        return new History(
                h.id(),
                h.userRow(),
                java.util.Arrays.copyOf(h.items(), n),
                h.earlier(),
                new long[0],
                List.of(),
                java.util.OptionalInt.of(h.items()[n]));
    }

    /** Users whose next item is among the first of those that they have not consumed. */
    static int hits(SasrecNetwork network, List<History> users, NDManager manager) {
        int hits = 0;
        for (int first = 0; first < users.size(); first += BATCH) {
            List<History> batch = users.subList(first, Math.min(users.size(), first + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                NDList inputs = network.prepare(batch, scope);
                float[] scores = Torch.withoutGradients(() -> network.forward(inputs, Tap.NONE))
                        .toFloatArray();
                int columns = network.columns();
                for (int u = 0; u < batch.size(); u++) {
                    int next = batch.get(u).next().orElseThrow();
                    hits += next < columns && rank(scores, u * columns, columns, batch.get(u), next) <= TOP ? 1 : 0;
                }
            }
        }
        return hits;
    }

    private static int rank(float[] scores, int from, int columns, History history, int next) {
        boolean[] seen = new boolean[columns];
        seen[0] = true;
        for (int item : history.items()) {
            seen[item] = true;
        }
        for (int item : history.earlier()) {
            seen[Math.min(item, columns - 1)] |= item < columns;
        }
        int rank = 1;
        for (int c = 0; c < columns; c++) {
            rank += !seen[c] && scores[from + c] > scores[from + next] ? 1 : 0;
        }
        return rank;
    }
}

package org.echelle.recommender.baseline;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.Popularity;

/**
 * What anybody can count of an item without a model: how popular it is, how popular the last ten were, and by which of the most popular
 * items it is consumed together: the cosine {@code c_ij / sqrt(c_i c_j)} of users' counts, the item-item neighbourhood of Sarwar et al.
 * (2001). All are counted over the histories of the source, without labels and without held-out items.
 */
public final class ItemMeasures implements PlainFeatures {
    private static final int HUBS = 32;
    private static final int WINDOW = 10;

    private final List<String> names = new ArrayList<>();
    private final Popularity popularity;
    private final float[][] near; // [item][hub]

    /** Counts. */
    public ItemMeasures(HistorySource histories) {
        popularity = Popularity.of(histories);
        int[] hubs = popularity.top(HUBS);
        names.add("popularity");
        names.add("popularity of the last " + WINDOW);
        for (int hub : hubs) {
            names.add("with " + histories.items().title(hub));
        }
        near = near(histories, hubs);
    }

    private static float[][] near(HistorySource histories, int[] hubs) {
        int rows = histories.rows();
        int[] hubOf = new int[rows];
        java.util.Arrays.fill(hubOf, -1);
        for (int h = 0; h < hubs.length; h++) {
            hubOf[hubs[h]] = h;
        }
        int[][] together = new int[rows][];
        int[] users = new int[rows];
        for (int i = 0; i < histories.size(); i++) {
            int[] items = java.util.Arrays.stream(histories.history(i).items())
                    .distinct()
                    .toArray();
            boolean[] has = new boolean[hubs.length];
            for (int item : items) {
                users[item]++;
                if (hubOf[item] >= 0) {
                    has[hubOf[item]] = true;
                }
            }
            for (int item : items) {
                together[item] = together[item] == null ? new int[hubs.length] : together[item];
                for (int h = 0; h < hubs.length; h++) {
                    together[item][h] += has[h] ? 1 : 0;
                }
            }
        }
        float[][] near = new float[rows][hubs.length];
        for (int item = 0; item < rows; item++) {
            for (int h = 0; h < hubs.length && together[item] != null; h++) {
                near[item][h] =
                        (float) (together[item][h] / Math.sqrt((double) users[item] * Math.max(1, users[hubs[h]])));
            }
        }
        return near;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        History history = (History) sample;
        int n = names.size();
        float[] all = new float[sites.rows() * n];
        int[] actions = sites.hook().axis("action") < 0 ? null : sites.along("action");
        for (int row = 0; row < sites.rows(); row++) {
            int place = actions == null || actions[row] < 0 ? history.length() - 1 : actions[row];
            int item = history.items()[place];
            all[row * n] = (float) popularity.rank(item);
            int from = Math.max(0, place - WINDOW + 1);
            for (int p = from; p <= place; p++) {
                all[row * n + 1] += (float) popularity.rank(history.items()[p]) / (place - from + 1);
            }
            System.arraycopy(near[item], 0, all, row * n + 2, n - 2);
        }
        return all;
    }
}

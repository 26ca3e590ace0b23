package org.echelle.recommender.subject;

import org.echelle.recommender.log.InteractionGraph;

/**
 * LightGCN's propagation (He et al. 2020, arXiv 2002.02126, equations 3 and 4): {@code e' = D^-1/2 A D^-1/2 e} over the graph of users and
 * items, and the mean of all layers, the first included. Whoever has no edge keeps a share of the first layer alone.
 */
final class Propagation {
    private final InteractionGraph graph;
    private final int width;
    private final double[] factors; // an edge
    private double[] users;
    private double[] items;
    private final double[] userSum;
    private final double[] itemSum;

    private Propagation(InteractionGraph graph, float[] users, float[] items, int width) {
        this.graph = graph;
        this.width = width;
        this.users = widen(users);
        this.items = widen(items);
        userSum = this.users.clone();
        itemSum = this.items.clone();
        int[] userDegrees = new int[users.length / width];
        int[] itemDegrees = new int[items.length / width];
        for (int e = 0; e < graph.size(); e++) {
            userDegrees[graph.users()[e]]++;
            itemDegrees[graph.items()[e]]++;
        }
        factors = new double[graph.size()];
        for (int e = 0; e < factors.length; e++) {
            factors[e] = 1 / Math.sqrt((double) userDegrees[graph.users()[e]] * itemDegrees[graph.items()[e]]);
        }
    }

    /**
     * The propagated tables, users' first.
     *
     * @param users {@code [rows, width]}, row by row
     * @param items likewise
     * @param layers steps
     */
    static float[][] of(InteractionGraph graph, float[] users, float[] items, int width, int layers) {
        Propagation p = new Propagation(graph, users, items, width);
        for (int k = 0; k < layers; k++) {
            p.step();
        }
        return new float[][] {mean(p.userSum, layers + 1), mean(p.itemSum, layers + 1)};
    }

    private void step() {
        double[] nextUsers = new double[users.length];
        double[] nextItems = new double[items.length];
        for (int e = 0; e < factors.length; e++) {
            int u = graph.users()[e] * width;
            int i = graph.items()[e] * width;
            for (int w = 0; w < width; w++) {
                nextUsers[u + w] += factors[e] * items[i + w];
                nextItems[i + w] += factors[e] * users[u + w];
            }
        }
        users = nextUsers;
        items = nextItems;
        add(userSum, users);
        add(itemSum, items);
    }

    private static void add(double[] sum, double[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] mean(double[] sum, int n) {
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] / n);
        }
        return mean;
    }
}

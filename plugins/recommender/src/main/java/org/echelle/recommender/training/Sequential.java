package org.echelle.recommender.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.echelle.recommender.History;
import org.echelle.recommender.subject.SasrecTrainee;
import org.echelle.torch.Scalars;

/** Binary cross-entropy at every place of a history: the next item against one that the user has not consumed. */
final class Sequential implements Trainee {
    private final SasrecTrainee network;
    private final int rows;

    Sequential(SasrecTrainee network, int rows) {
        this.network = network;
        this.rows = rows;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return network.parameters();
    }

    @Override
    public NDArray loss(List<History> users, SplittableRandom random, NDManager scope) {
        int length = network.length();
        long[] next = new long[users.size() * length];
        long[] other = new long[next.length];
        float[] counted = new float[next.length];
        float n = 0;
        for (int u = 0; u < users.size(); u++) {
            History h = users.get(u);
            int shown = Math.min(length, h.length() - 1);
            for (int j = 0; j < shown; j++) {
                int at = (u + 1) * length - shown + j;
                next[at] = h.items()[h.length() - shown + j];
                other[at] = Negatives.draw(h, rows, random);
                counted[at] = 1;
                n++;
            }
        }
        // what is shown ends one action before what is asked for
        List<History> shown = users.stream().map(Sequential::shorter).toList();
        NDArray states = network.states(shown, scope);
        Shape shape = new Shape(users.size(), length);
        NDArray liked = states.mul(network.items(scope.create(next, shape))).sum(new int[] {2});
        NDArray drawn = states.mul(network.items(scope.create(other, shape))).sum(new int[] {2});
        NDArray both = Negatives.softplus(liked.neg()).add(Negatives.softplus(drawn));
        return Scalars.over(both.mul(scope.create(counted, shape)).sum(), Math.max(1, n));
    }

    private static History shorter(History h) {
        return new History(
                h.id(),
                h.userRow(),
                Arrays.copyOf(h.items(), Math.max(0, h.length() - 1)),
                new int[0],
                new long[0],
                List.of(),
                OptionalInt.empty());
    }

    @Override
    public NDArray scores(List<History> users, NDManager scope) {
        return network.scores(users, scope);
    }

    @Override
    public Map<String, Object> config() {
        return network.config();
    }
}

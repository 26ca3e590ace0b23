package org.echelle.recommender.training;

import static org.echelle.recommender.subject.Vectors.embed;
import static org.echelle.recommender.subject.Vectors.products;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.nn.Parameters;
import org.echelle.recommender.History;
import org.echelle.recommender.log.TrainingLog;

/** Matrix factorisation by Bayesian personalised ranking (Rendle et al. 2009, arXiv 1205.2618). */
public final class FactorTrainer extends LogTrainer {
    public FactorTrainer() {
        super(
                "mf",
                "A matrix factorisation (BPR) of a log's users and items; its hit rate is printed beside popularity's.");
    }

    @Override
    Trainee trainee(TrainingLog log, TrainOptions o, NDManager owner) {
        return new Factors(log.users().size() + 1, log.items().size() + 1, o, owner);
    }

    private static final class Factors implements Trainee {
        private final Parameters parameters;
        private final NDArray users;
        private final NDArray items;
        private final int rows;

        Factors(int userRows, int itemRows, TrainOptions o, NDManager owner) {
            parameters = Parameters.random(o.seed(), owner);
            users = parameters.get("user_embedding.weight", userRows, o.width());
            items = parameters.get("item_embedding.weight", itemRows, o.width());
            rows = itemRows;
        }

        @Override
        public Map<String, NDArray> parameters() {
            return parameters.taken();
        }

        @Override
        public NDArray loss(List<History> batch, SplittableRandom random, NDManager scope) {
            long[] u = new long[batch.size()];
            long[] liked = new long[batch.size()];
            long[] other = new long[batch.size()];
            for (int i = 0; i < u.length; i++) {
                History h = batch.get(i);
                u[i] = h.userRow();
                liked[i] = h.items()[random.nextInt(h.length())];
                other[i] = Negatives.draw(h, rows, random);
            }
            NDArray user = embed(scope.create(u), users);
            NDArray gap = user.mul(embed(scope.create(liked), items).sub(embed(scope.create(other), items)))
                    .sum(new int[] {1});
            return Negatives.softplus(gap.neg()).mean();
        }

        @Override
        public NDArray scores(List<History> batch, NDManager scope) {
            NDArray u = scope.create(batch.stream().mapToLong(History::userRow).toArray(), new Shape(batch.size()));
            NDArray user = embed(u, users);
            return products(user, items);
        }

        @Override
        public Map<String, Object> config() {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("architecture", "mf");
            config.put("width", users.getShape().get(1));
            return config;
        }
    }
}

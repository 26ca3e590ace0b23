package org.echelle.recommender.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.echelle.api.OpenContext;
import org.echelle.nn.AdamW;
import org.echelle.recommender.History;
import org.echelle.recommender.HistorySource;
import org.echelle.recommender.Popularity;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.log.IdMap;
import org.echelle.recommender.log.TrainingLog;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;

/** Trains on all but each user's last action, and tells how often the last one is among the first ten, beside plain popularity. */
final class Descent {
    private static final int TOP = 10;
    private static final int TOLD_EVERY = 20;

    private Descent() {}

    /** @param maker of the trainee, from rows of the table of items and a manager that owns its parameters */
    static void train(
            String name,
            TrainOptions o,
            Path output,
            OpenContext context,
            BiFunction<TrainingLog, NDManager, Trainee> maker) {
        if (o.width() < 1 || o.length() < 2 || o.blocks() < 1 || o.batch() < 1 || o.steps() < 1) {
            throw new RecommenderException("width, blocks, batch and steps are at least 1, and length at least 2.");
        }
        TrainingLog log = TrainingLog.read(o.log(), o.minActions(), Math.max(o.length(), 2), context.progress());
        long started = System.nanoTime();
        try (NDManager owner = context.manager().newSubManager(context.device())) {
            Trainee trainee = maker.apply(log, owner);
            trainee.parameters().values().forEach(w -> w.setRequiresGradient(true));
            double loss = descend(name, trainee, log.histories(), o, owner, context);
            trainee.parameters().values().forEach(w -> w.setRequiresGradient(false));
            double[] found = hits(trainee, log.histories(), o.batch(), owner);
            String sentence = String.format(
                    Locale.ROOT,
                    "%s finds the held-out last item of %,d users among its first %d for %.1f %% of them (NDCG@%d %.3f), popularity"
                            + " alone for %.1f %%; all items ranked but those consumed.",
                    name,
                    (long) found[3],
                    TOP,
                    100 * found[0],
                    TOP,
                    found[1],
                    100 * found[2]);
            context.progress().note(sentence);
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            trainee.parameters().forEach((key, array) -> tensors.put(key, HostTensor.of(array)));
            SafetensorsWriter.write(output.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
            IdMap.write(output.resolve("items.txt"), log.items());
            IdMap.write(output.resolve("users.txt"), log.users());
            JsonFiles.write(output.resolve("config.json"), trainee.config());
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("log", String.valueOf(o.log().getFileName()));
            metrics.put("steps", o.steps());
            metrics.put("seed", o.seed());
            metrics.put("seconds", Math.round((System.nanoTime() - started) / 1e8) / 10.0);
            metrics.put("final_loss", loss);
            metrics.put("held_out_users", (long) found[3]);
            metrics.put("hr_at_10", found[0]);
            metrics.put("ndcg_at_10", found[1]);
            metrics.put("hr_at_10_of_popularity", found[2]);
            JsonFiles.write(output.resolve("metrics.json"), metrics);
            context.progress()
                    .note("A run of it has subject.kind: " + name
                            + ", subject.weights: model.safetensors and samples.item-ids: items.txt"
                            + " (users.txt for samples.user-ids), all from this folder.");
        }
    }

    private static double descend(
            String name, Trainee trainee, HistorySource all, TrainOptions o, NDManager owner, OpenContext context) {
        AdamW optimizer = new AdamW(trainee.parameters(), o.weightDecay(), owner);
        SplittableRandom random = new SplittableRandom(o.seed());
        context.progress().begin("train " + name, o.steps(), "steps");
        double smooth = Double.NaN;
        for (int step = 1; step <= o.steps(); step++) {
            context.progress().check();
            List<History> users = new ArrayList<>();
            for (int i = 0; i < o.batch(); i++) {
                users.add(all.history(random.nextInt(all.size())));
            }
            double loss;
            try (NDManager scope = owner.newSubManager()) {
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    NDArray value = trainee.loss(users, random, scope);
                    loss = value.getFloat();
                    collector.backward(value);
                }
                optimizer.step(o.learningRate());
            }
            if (!Double.isFinite(loss)) {
                throw new RecommenderException("Training of " + name + " came to a loss of " + loss + " at step " + step
                        + "; choose a lower learning-rate.");
            }
            smooth = Double.isNaN(smooth) ? loss : 0.98 * smooth + 0.02 * loss;
            if (step % TOLD_EVERY == 0 || step == o.steps()) {
                context.progress().advance(step, String.format(Locale.ROOT, "loss %.4f", smooth));
            }
        }
        return smooth;
    }

    /** HR and NDCG of the trainee, HR of popularity, number of users. */
    private static double[] hits(Trainee trainee, HistorySource all, int batch, NDManager owner) {
        Popularity popularity = Popularity.of(all);
        double[] sums = new double[4];
        for (int first = 0; first < all.size(); first += batch) {
            List<History> users = new ArrayList<>();
            for (int i = first; i < Math.min(all.size(), first + batch); i++) {
                users.add(all.history(i));
            }
            try (NDManager scope = owner.newSubManager()) {
                float[] scores = Torch.withoutGradients(() -> trainee.scores(users, scope))
                        .toFloatArray();
                int columns = scores.length / users.size();
                for (int u = 0; u < users.size(); u++) {
                    History h = users.get(u);
                    int next = h.next().orElseThrow();
                    boolean[] out = new boolean[columns];
                    out[0] = true;
                    for (int item : h.items()) {
                        out[item] = true;
                    }
                    for (int item : h.earlier()) {
                        out[item] = true;
                    }
                    int rank = out[next] ? 0 : 1;
                    int popular = rank;
                    for (int c = 0; c < columns && rank > 0; c++) {
                        rank += !out[c] && scores[u * columns + c] > scores[u * columns + next] ? 1 : 0;
                        popular += !out[c] && popularity.count(c) > popularity.count(next) ? 1 : 0;
                    }
                    if (rank > 0) {
                        sums[0] += rank <= TOP ? 1 : 0;
                        sums[1] += rank <= TOP ? Math.log(2) / Math.log(rank + 1.0) : 0;
                        sums[2] += popular <= TOP ? 1 : 0;
                        sums[3]++;
                    }
                }
            }
        }
        double n = Math.max(1, sums[3]);
        return new double[] {sums[0] / n, sums[1] / n, sums[2] / n, sums[3]};
    }
}

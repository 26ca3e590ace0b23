package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.random.RandomGenerator;
import org.echelle.diffusion.sampling.NoiseSchedule;

/**
 * Pictures with noise, and what a network is to say of them.
 *
 * @param seen {@code [picture][channel][y][x]} in one array
 * @param wanted the same shape
 * @param times that the network is told, one a picture
 * @param labels class or caption of each picture, or the number that stands for none
 */
record NoisyBatch(Shape shape, float[] seen, float[] wanted, double[] times, long[] labels) {
    /**
     * Draws noise and times.
     *
     * @param chosen numbers of pictures
     * @param dropout share of the labels that are withheld
     */
    static NoisyBatch draw(
            LabelledPictures pictures,
            int[] chosen,
            Objective objective,
            NoiseSchedule schedule,
            double dropout,
            RandomGenerator random) {
        int area = pictures.area();
        float[] seen = new float[chosen.length * area];
        float[] wanted = new float[seen.length];
        double[] times = new double[chosen.length];
        long[] labels = new long[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            Objective.Draw draw = objective.draw(schedule, random);
            times[i] = draw.told();
            labels[i] = random.nextDouble() < dropout ? pictures.classes().size() : pictures.labels()[chosen[i]];
            pictures.copy(chosen[i], seen, i * area);
            for (int p = i * area; p < (i + 1) * area; p++) {
                double clean = seen[p];
                double noise = random.nextGaussian();
                seen[p] = (float) (clean * draw.share() + noise * draw.amount());
                wanted[p] = (float) (noise * draw.ofNoise() + clean * draw.ofPicture());
            }
        }
        Shape shape = new Shape(chosen.length, pictures.channels(), pictures.size(), pictures.size());
        return new NoisyBatch(shape, seen, wanted, times, labels);
    }

    /** Mean squared error of what a network says, a scalar owned by the manager. */
    NDArray loss(Trainee network, NDManager manager) {
        NDArray x = manager.create(seen, shape);
        NDArray target = manager.create(wanted, shape);
        NDArray said = network.forward(x, times, labels);
        return said.sub(target).square().mean();
    }
}

package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.OpenContext;
import org.echelle.api.Tap;
import org.echelle.api.TrainerKind;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.dit.DitTrainee;
import org.echelle.torch.HostTensor;

/** Trains a small class-conditional diffusion transformer on pixels. */
public final class PixelDitTrainer implements TrainerKind<PixelDitOptions> {
    @Override
    public String name() {
        return "pixel-dit";
    }

    @Override
    public String description() {
        return "A small class-conditional diffusion transformer on pixels (DiT, diffusers layout), from IDX files or a folder of"
                + " pictures a class.";
    }

    @Override
    public Class<PixelDitOptions> options() {
        return PixelDitOptions.class;
    }

    @Override
    public void train(PixelDitOptions o, Path output, OpenContext context) {
        PixelTraining.run(
                () -> PictureReading.read(o.pictures()),
                o.training(),
                output,
                context,
                (pictures, owner) -> new Dit(new DitTrainee(
                        pictures.channels(),
                        pictures.size(),
                        o.patch(),
                        o.width(),
                        o.depth(),
                        o.heads(),
                        pictures.classes().size(),
                        o.training().seed(),
                        owner)));
    }

    /** The transformer as the loop sees it. */
    private record Dit(DitTrainee trainee) implements Trainee {
        @Override
        public String folder() {
            return "transformer";
        }

        @Override
        public NDArray forward(NDArray x, double[] times, long[] labels) {
            Condition condition = Condition.labels(x.getManager().create(labels));
            return trainee.network().forward(x, times, condition, Tap.NONE);
        }

        @Override
        public Map<String, NDArray> parameters() {
            return trainee.network().parameters();
        }

        @Override
        public Map<String, Object> config() {
            return trainee.config();
        }

        @Override
        public Map<String, HostTensor> published(Map<String, HostTensor> parameters) {
            return trainee.published(parameters);
        }
    }
}

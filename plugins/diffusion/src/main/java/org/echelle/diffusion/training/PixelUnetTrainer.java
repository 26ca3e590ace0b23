package org.echelle.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Map;
import org.echelle.api.OpenContext;
import org.echelle.api.Tap;
import org.echelle.api.TrainerKind;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.unet.PixelUNet;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.torch.HostTensor;

/** Trains a small class-conditional U-Net on pixels. */
public final class PixelUnetTrainer implements TrainerKind<PixelUnetOptions> {
    @Override
    public String name() {
        return "pixel-unet";
    }

    @Override
    public String description() {
        return "A small class-conditional U-Net on pixels (UNet2DModel, diffusers layout), from IDX files or a folder of pictures a"
                + " class.";
    }

    @Override
    public Class<PixelUnetOptions> options() {
        return PixelUnetOptions.class;
    }

    @Override
    public void train(PixelUnetOptions o, Path output, OpenContext context) {
        PixelTraining.run(() -> PictureReading.read(o.pictures()), o.training(), output, context, (pictures, owner) -> {
            PixelUNet made = new PixelUNet(
                    pictures.size(),
                    pictures.size(),
                    pictures.channels(),
                    o.widths(),
                    o.attention(),
                    o.resnets(),
                    o.headWidth(),
                    o.groups(),
                    pictures.classes().size());
            return new Unet(made, made.fresh(o.training().seed(), owner));
        });
    }

    /** The U-Net as the loop sees it; its own names are the published ones. */
    private record Unet(PixelUNet made, UNet network) implements Trainee {
        @Override
        public String folder() {
            return "unet";
        }

        @Override
        public NDArray forward(NDArray x, double[] times, long[] labels) {
            Condition condition = Condition.labels(x.getManager().create(labels));
            return network.forward(x, times, condition, Tap.NONE);
        }

        @Override
        public Map<String, NDArray> parameters() {
            return network.parameters();
        }

        @Override
        public Map<String, Object> config() {
            return made.published();
        }

        @Override
        public Map<String, HostTensor> published(Map<String, HostTensor> parameters) {
            return parameters;
        }
    }
}

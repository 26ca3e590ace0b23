package org.echelle.diffusion.network.unet;

import java.util.List;
import java.util.Optional;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Sinusoid;
import org.echelle.diffusion.network.block.BlockStyle;
import org.echelle.diffusion.network.config.ConfigFile;

/**
 * What a U-Net is made of, whichever class of diffusers it belongs to.
 *
 * @param conditional {@code UNet2DConditionModel}, else {@code UNet2DModel}
 * @param rows height of the samples that it was made for
 * @param columns width of the samples that it was made for
 * @param in channels of the samples
 * @param out channels of the predictions
 * @param inKernel edge of the first convolution's kernel
 * @param outKernel edge of the last one's
 * @param centred samples from 0 to 1 are moved to -1 to 1 first
 * @param time how the timestep is told
 * @param style of the resnet blocks
 * @param down blocks on the way down; all but the last halve
 * @param mid block in the middle, where there is one
 * @param up blocks on the way up; all but the last double
 * @param downsamplePadding 1 or 0, see {@link org.echelle.diffusion.network.block.Downsampling}
 * @param linearProjection transformer stacks begin and end with linear layers, else with 1x1 convolutions
 * @param textWidth width of the text's hidden states; 0 without text
 * @param classes how classes are told
 * @param added the pooled text and sizes of SDXL
 */
public record UNetConfig(
        boolean conditional,
        int rows,
        int columns,
        int in,
        int out,
        int inKernel,
        int outKernel,
        boolean centred,
        Sinusoid time,
        BlockStyle style,
        List<Stage> down,
        Optional<Stage> mid,
        List<Stage> up,
        int downsamplePadding,
        boolean linearProjection,
        int textWidth,
        Classes classes,
        Optional<Added> added) {

    /**
     * How classes are told.
     *
     * @param table rows of an embedding table, the one for no class included; 0 where there is none
     * @param sinusoids a label goes the way of the timestep, through layers of its own
     * @param unconditional label that stands for no class; -1 where there is none
     */
    public record Classes(int table, boolean sinusoids, int unconditional) {
        static final Classes NONE = new Classes(0, false, -1);

        boolean told() {
            return table > 0 || sinusoids;
        }
    }

    /**
     * SDXL's second embedding ({@code text_time}).
     *
     * @param sizes how each of the six sizes is told
     * @param pooled width of the pooled text
     */
    public record Added(Sinusoid sizes, int pooled) {
        /** Height and width of the original, top and left of the crop, height and width of the target. */
        static final int SIZES = 6;

        int width() {
            return pooled + SIZES * sizes.width();
        }
    }

    /** Reads what diffusers' {@code config.json} says. */
    public static UNetConfig of(ConfigFile file) {
        return UNetSettings.read(file);
    }

    /** The same network for samples of another size. */
    public UNetConfig at(int otherRows, int otherColumns) {
        return new UNetConfig(
                conditional,
                otherRows,
                otherColumns,
                in,
                out,
                inKernel,
                outKernel,
                centred,
                time,
                style,
                down,
                mid,
                up,
                downsamplePadding,
                linearProjection,
                textWidth,
                classes,
                added);
    }

    /** What it wants to be told beside the time. */
    public Conditioning conditioning() {
        int known = classes.table() - (classes.unconditional() < 0 ? 0 : 1);
        return new Conditioning(
                Math.max(0, known),
                classes.unconditional(),
                textWidth,
                added.map(Added::pooled).orElse(0),
                added.isPresent() ? Added.SIZES : 0);
    }
}

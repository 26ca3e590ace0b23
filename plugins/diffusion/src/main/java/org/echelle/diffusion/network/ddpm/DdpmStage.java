package org.echelle.diffusion.network.ddpm;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.WeightShapes;
import org.echelle.nn.Activation;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/** Adds what the time says to every pixel, then three blocks on one size of map. */
final class DdpmStage {
    private static final int BLOCKS = 3;

    private final String path;
    private final Linear time1;
    private final Linear time2;
    private final List<DdpmBlock> blocks = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    /**
     * Reads its sizes from the shapes.
     *
     * @param path of the blocks, such as {@code network.b1}
     * @param timePath of the layers that read the time, such as {@code network.te1}
     * @param last whether this is the stage whose last block has no norm
     */
    DdpmStage(Parameters p, WeightShapes shapes, String path, String timePath, boolean last) {
        this.path = path;
        int[] time = shapes.of(timePath + ".0.weight", 2);
        time1 = new Linear(p.at(timePath + ".0"), time[1], time[0], true);
        time2 = new Linear(p.at(timePath + ".2"), time[0], time[0], true);
        for (int i = 0; i < BLOCKS; i++) {
            String block = path + "." + i;
            int[] in = shapes.of(block + ".ln.weight", 3);
            int out = shapes.of(block + ".conv1.weight", 4)[0];
            boolean normalised = !(last && i == BLOCKS - 1);
            blocks.add(new DdpmBlock(p.at(block), in, out, normalised));
            places.add(Place.map(name(i), out, in[1], in[2], description(i)));
        }
    }

    /** What the last block gives is what the stage gives. */
    private String name(int block) {
        return block == BLOCKS - 1 ? path : path + "." + block;
    }

    private String description(int block) {
        return block == BLOCKS - 1 ? "output of the stage" : "output of block " + block + " of the stage";
    }

    List<Place> places() {
        return places;
    }

    /**
     * Runs the stage.
     *
     * @param input {@code [batch, channels, height, width]}; closed
     * @param time {@code [1 or batch, embedding]}
     */
    NDArray forward(NDArray input, NDArray time, Tap tap) {
        NDArray x;
        try (NDArray first = time1.forward(time);
                NDArray active = Activation.SILU.forward(first);
                NDArray second = time2.forward(active);
                NDArray told = second.reshape(time.getShape().get(0), -1, 1, 1)) {
            x = input.add(told);
        }
        input.close();
        for (int i = 0; i < BLOCKS; i++) {
            x = Taps.at(tap, name(i), blocks.get(i).forward(x));
        }
        return x;
    }
}

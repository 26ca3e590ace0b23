package org.echelle.vision.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that decides a ResNet's computation but its parameters' values.
 *
 * @param prefix what stands before the names; may be empty
 * @param channels of the input
 * @param size edge of the square input, in pixels
 * @param stemWidth channels behind the first convolution
 * @param stemKernel 7 (stride 2, then a max pool by 2: torchvision) or 3 (stride 1, no pool: CIFAR)
 * @param blocks all residual blocks in order
 * @param stem module path of the stem's hook point: {@code relu}, or {@code bn1} where the code has no module for the ReLU
 * @param head scope of the last layer; empty without
 * @param outputs length of the output
 * @param eps of the batch norms
 */
record ResNetConfig(
        String prefix,
        int channels,
        int size,
        int stemWidth,
        int stemKernel,
        List<Block> blocks,
        String stem,
        String head,
        int outputs,
        double eps) {
    /**
     * A residual block.
     *
     * @param stage from 1, as in {@code layer1}
     * @param index in its stage
     * @param bottleneck three convolutions (1, 3, 1) instead of two (3, 3)
     * @param in channels of its input
     * @param inner channels inside
     * @param out channels of its output
     * @param stride of its first 3 x 3 convolution
     * @param groups of a bottleneck's 3 x 3 convolution
     * @param shortcut scope of the projection ({@code downsample}, {@code shortcut}); empty for none
     */
    record Block(
            int stage,
            int index,
            boolean bottleneck,
            int in,
            int inner,
            int out,
            int stride,
            int groups,
            String shortcut) {
        String path() {
            return "layer" + stage + "." + index;
        }

        /** He et al. 2016, section 4.2, option A: no parameters; every second pixel, zeros for the new channels. */
        boolean padded() {
            return shortcut.isEmpty() && (stride != 1 || in != out);
        }
    }

    boolean pools() {
        return stemKernel == 7;
    }

    int stemSize() {
        return pools() ? half(size) : size;
    }

    /** Edge of the map behind block {@code i}. */
    int sizeAfter(int i) {
        int edge = pools() ? half(stemSize()) : stemSize();
        for (int b = 0; b <= i; b++) {
            edge = blocks.get(b).stride() == 2 ? half(edge) : edge;
        }
        return edge;
    }

    private static int half(int edge) {
        return (edge + 1) / 2;
    }

    /** Whether block {@code i} ends its stage. */
    boolean endsStage(int i) {
        return i + 1 == blocks.size()
                || blocks.get(i + 1).stage() != blocks.get(i).stage();
    }

    String describe() {
        List<String> stages = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (endsStage(i)) {
                stages.add((blocks.get(i).index() + 1) + " of " + blocks.get(i).out());
            }
        }
        boolean padded = blocks.stream().anyMatch(Block::padded);
        return String.format(
                Locale.ROOT,
                "ResNet, %d %s blocks (%s channels)%s on %d x %d",
                blocks.size(),
                blocks.get(0).bottleneck() ? "bottleneck" : "basic",
                String.join(", ", stages),
                padded ? ", shortcuts of option A" : "",
                size,
                size);
    }
}

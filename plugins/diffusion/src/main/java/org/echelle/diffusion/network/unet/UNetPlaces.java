package org.echelle.diffusion.network.unet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.block.Downsampling;

/** The hook points of a U-Net in the order of a forward pass, with the grid that each has. */
final class UNetPlaces {
    private final UNetConfig config;
    private final List<Place> places = new ArrayList<>();
    private int rows;
    private int columns;

    private UNetPlaces(UNetConfig config) {
        this.config = config;
        rows = config.rows();
        columns = config.columns();
    }

    static List<Place> of(UNetConfig config) {
        UNetPlaces all = new UNetPlaces(config);
        all.walk();
        return List.copyOf(all.places);
    }

    private void walk() {
        int first = config.down().get(0).channels();
        if (config.classes().told()) {
            places.add(
                    Place.vector(UNetEmbedding.CLASS, config.style().timeWidth(), "condition: embedding of the class"));
        }
        map("conv_in", first, "first convolution");
        Deque<int[]> sizes = new ArrayDeque<>();
        for (int i = 0; i < config.down().size(); i++) {
            Stage stage = config.down().get(i);
            String path = "down_blocks." + i;
            layers(path, stage, stage.resnets(), stage.resnets());
            if (i + 1 < config.down().size()) {
                sizes.push(new int[] {rows, columns});
                rows = Downsampling.size(rows, config.downsamplePadding());
                columns = Downsampling.size(columns, config.downsamplePadding());
                map(path + ".downsamplers.0", stage.channels(), "half the size");
            }
            map(
                    path,
                    stage.channels(),
                    "output of the block on the way down; an edit does not reach what the way up sees again");
        }
        config.mid().ifPresent(stage -> {
            layers("mid_block", stage, 1, 1);
            map("mid_block.resnets.1", stage.channels(), "resnet");
            map("mid_block", stage.channels(), "output of the block in the middle");
        });
        for (int i = 0; i < config.up().size(); i++) {
            Stage stage = config.up().get(i);
            String path = "up_blocks." + i;
            layers(path, stage, stage.resnets(), stage.resnets());
            if (i + 1 < config.up().size()) {
                rows = sizes.element()[0];
                columns = sizes.pop()[1];
                map(path + ".upsamplers.0", stage.channels(), "twice the size");
            }
            map(path, stage.channels(), "output of the block on the way up");
        }
        map("conv_norm_out", first, "last norm");
    }

    private void layers(String path, Stage stage, int resnets, int attentions) {
        for (int j = 0; j < resnets; j++) {
            map(path + ".resnets." + j, stage.channels(), "resnet");
            if (j < attentions && stage.attention() != Stage.Kind.NONE) {
                attention(path + ".attentions." + j, stage);
            }
        }
    }

    private void attention(String path, Stage stage) {
        int width = stage.channels();
        if (stage.attention() == Stage.Kind.CROSS) {
            for (int k = 0; k < stage.depth(); k++) {
                String block = path + ".transformer_blocks." + k;
                tokens(block + ".attn1", width, "self-attention");
                tokens(block + ".attn2", width, "cross-attention to the text");
                tokens(block + ".ff.net.0", 4 * width, "hidden units of the feed-forward part");
                tokens(block + ".ff", width, "feed-forward part");
                tokens(block, width, "transformer block");
            }
        }
        Place place = Place.map(path, width, rows, columns, "attention");
        places.add(place.update());
        places.add(place);
    }

    private void map(String name, int width, String description) {
        places.add(Place.map(name, width, rows, columns, description));
    }

    private void tokens(String name, int width, String description) {
        places.add(Place.tokens(name, width, 0, rows, columns, description));
    }
}

package org.echelle.diffusion.network.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Updates;
import org.echelle.nn.Attention;
import org.echelle.nn.GroupNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.MapTokens;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;

/**
 * Self-attention of a map's positions beside a straight way, as pixel U-Nets and autoencoders have it: {@code x + out(attention(norm(x)))}.
 * Reads diffusers' names of today ({@code to_q}, {@code to_k}, {@code to_v}, {@code to_out.0}) and of before 2023 ({@code query}, {@code
 * key}, {@code value}, {@code proj_attn}).
 */
public final class MapAttention {
    private static final List<String> TODAY = List.of("to_q", "to_k", "to_v", "to_out.0");
    private static final List<String> BEFORE = List.of("query", "key", "value", "proj_attn");

    private final GroupNorm norm; // null without
    private final MapTokens tokens;
    private final Attention attention;

    /**
     * @param p scope of the block
     * @param heads divides the channels
     * @param groups of the norm in front; 0 for none
     * @param eps of that norm
     */
    public MapAttention(Parameters p, int channels, int heads, int groups, double eps) {
        norm = groups == 0 ? null : new GroupNorm(p.at("group_norm"), groups, channels, eps);
        tokens = new MapTokens(p);
        List<String> names = p.has("query.weight") ? BEFORE : TODAY;
        attention = Attention.split(
                p,
                new Linear(p.at(names.get(0)), channels, channels, true),
                new Linear(p.at(names.get(1)), channels, channels, true),
                new Linear(p.at(names.get(2)), channels, channels, true),
                new Linear(p.at(names.get(3)), channels, channels, true),
                heads,
                Attention.scale(channels / heads),
                false);
    }

    /**
     * Runs the block.
     *
     * @param x {@code [batch, channels, height, width]}; stays the caller's
     * @param tap offered update and output at {@code path}
     */
    public NDArray forward(NDArray x, Tap tap, String path) {
        Shape s = x.getShape();
        try (NDArray normal = norm == null ? Taps.alias(x, x.getManager()) : norm.forward(x);
                NDArray sequence = tokens.tokens(normal);
                NDArray mixed = attention.forward(sequence, Tap.NONE, path);
                NDArray update = tokens.map(mixed, s.get(2), s.get(3))) {
            return Updates.offer(tap, path, x, x.add(update));
        }
    }
}

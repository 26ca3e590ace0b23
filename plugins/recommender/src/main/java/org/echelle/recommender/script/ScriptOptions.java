package org.echelle.recommender.script;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a recommender in a TorchScript archive. */
public record ScriptOptions(
        @Option(
                "The archive, as torch.jit.save writes it; it takes rows of items, and the histories' lengths where it has a second argument")
        Path weights,

        @Option("Actions that it is shown, the latest ones; shorter histories are padded to as many")
        int length,

        @Option("Rows of its table of items, those for padding among them; its scores have a column for each")
        int rows,

        @Option(value = "Row of the first item in that table", fallback = "1")
        int first,

        @Option(value = "What stands where a history is shorter", fallback = "0")
        int padding,

        @Option(value = "On which side of a history padding stands: left or right", fallback = "left")
        Side side,

        @Option("What it takes: items, or items-length (and how many are no padding); as its arguments say when absent")
        Optional<Shown> inputs,

        @Option(
                "Output with the items' scores, [batch, rows] or [batch, length, rows]; the first such one when absent; none where only"
                        + " its hook points are wanted")
        Optional<String> scores,

        @Option(value = "Method that is run", fallback = "forward")
        String method) {
    /** Everything else at its default. */
    public static ScriptOptions of(Path weights, int length, int rows) {
        return new ScriptOptions(weights, length, rows, 1, 0, Side.LEFT, Optional.empty(), Optional.empty(), "forward");
    }

    /** The same with padding on a side. */
    public ScriptOptions padded(Side where) {
        return new ScriptOptions(weights, length, rows, first, padding, where, inputs, scores, method);
    }

    /** The same with scores from an output. */
    public ScriptOptions scored(String output) {
        return new ScriptOptions(weights, length, rows, first, padding, side, inputs, Optional.of(output), method);
    }

    boolean left() {
        return side == Side.LEFT;
    }

    /** Whether nobody asks for scores. */
    boolean scoreless() {
        return scores.equals(Optional.of("none"));
    }
}

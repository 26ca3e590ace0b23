package org.echelle.protein.script;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** What a run config says about a protein model in a TorchScript archive. Only {@code weights} is needed where tokens are ESM-2's. */
public record ScriptOptions(
        @Option(
                "The archive, as torch.jit.save writes it; it takes tokens, and an attention mask where it has a second argument")
        Path weights,

        @Option("The model's tokens, one a line, as Hugging Face's vocab.txt has them; ESM-2's 33 tokens when absent")
        Optional<Path> vocabulary,

        @Option(value = "Method that is run", fallback = "forward")
        String method,

        @Option(
                "Which output comes first, where several have a row for each token; logits, or the first with a value for each token"
                        + " of the vocabulary, when absent")
        Optional<String> output) {
    /** Everything at its default. */
    public static ScriptOptions of(Path weights) {
        return new ScriptOptions(weights, Optional.empty(), "forward", Optional.empty());
    }
}

package org.echelle.protein.training;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/**
 * How a small ESM-2 is trained.
 *
 * @param sequences see the options' sentences
 */
public record EsmTrainOptions(
        @Option(
                "Proteins: FASTA (.fasta, .fa, .faa, also with .gz), or UniProt files (flat, XML or TSV); several as [a, b]")
        List<Path> sequences,

        @Option(value = "Number of training steps", fallback = "1000")
        int steps,

        @Option(value = "Crops of proteins a step", fallback = "16")
        int batch,

        @Option(value = "Longest crop, in residues; a longer protein shows another one each time", fallback = "128")
        int crop,

        @Option(
                value = "Highest learning rate, reached after the warm-up and falling to zero along a half cosine",
                fallback = "1e-3")
        double learningRate,

        @Option(value = "Steps of linear warm-up", fallback = "100")
        int warmup,

        @Option(value = "Decoupled weight decay of matrices", fallback = "0.01")
        double weightDecay,

        @Option(value = "Width of the residual stream", fallback = "128")
        int width,

        @Option(value = "Number of layers", fallback = "4") int layers,

        @Option(value = "Heads of each attention; each one's width is even", fallback = "8")
        int heads,

        @Option(
                value = "Share of the proteins that the perplexity is measured on and that training never sees",
                fallback = "0.1")
        double heldOut,

        @Option(
                value = "Share of identical residues from which on proteins stand on one side of the split; 0: none do",
                fallback = "0.3")
        double identity,

        @Option(value = "Decides first weights, split, crops and masks", fallback = "2026")
        long seed) {}

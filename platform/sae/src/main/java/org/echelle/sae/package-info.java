/**
 * What a dictionary is: stored, opened, brought to one form at inference; and what a training of one is: its config, and what an
 * architecture declares. The packages beside this one build on it, and it knows none of them:
 *
 * <table><caption>Packages, each using only those above it</caption>
 * <tr><td>{@code health}</td><td>how a training is doing, and what to change</td></tr>
 * <tr><td>{@code pursuit}</td><td>codes by search over the atoms</td></tr>
 * <tr><td>{@code time}</td><td>rows that have a timestep</td></tr>
 * <tr><td>{@code worlds}</td><td>worlds whose truth is known</td></tr>
 * <tr><td>{@code step}</td><td>one step of a training</td></tr>
 * <tr><td>{@code train}</td><td>trainings and sweeps, streams, checkpoints</td></tr>
 * <tr><td>{@code fit}</td><td>principal axes and clusters of rows</td></tr>
 * <tr><td>{@code baselines}</td><td>PCA, ICA, NMF, clusters, random directions, neurons</td></tr>
 * <tr><td>{@code architectures}</td><td>a class an architecture</td></tr>
 * <tr><td>{@code formats}</td><td>dictionaries in files, ours and other programs'</td></tr>
 * <tr><td>{@code bench}</td><td>what {@code echelle bench} measures</td></tr>
 * </table>
 *
 * <p>Training from rows to a dictionary, without any framework:
 *
 * <pre>{@code
 * RowSource rows = MatrixFile.open(Path.of("activations.npy"), Optional.empty());
 * TrainConfig config = TrainConfig.topk(2048, 32).withSteps(2000).withSeed(7);
 * TrainResult result = Training.run(config, rows, Torch.device("auto"), Path.of("out"));
 * double fvu = result.last().fvu();
 * try (NDManager manager = Torch.newManager(Torch.device("auto"));
 *         Dictionary dictionary = Dictionaries.load(result.dictionary(), manager)) {
 *     SparseRows codes = dictionary.encode(x); // x [B, d]
 *     NDArray back = dictionary.reconstruct(x); // [B, d]
 * }
 * }</pre>
 */
@Export
@Version("1.0.0")
package org.echelle.sae;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

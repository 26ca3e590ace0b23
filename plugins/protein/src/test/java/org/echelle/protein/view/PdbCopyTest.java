package org.echelle.protein.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.biojava.nbio.structure.Group;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class PdbCopyTest {
    @Test
    void onlyColumns61To66OfAtomsChange() throws Exception {
        String file = Files.readString(Shared.file("assets/protein/pdb/1A8O.pdb"));
        List<Group> residues = Chains.residues(Chains.pdb(file), "A");
        float[] factors = ramp(residues.size());
        List<String> before = file.lines().toList();
        List<String> after = ChainModel.pdb("1A8O:A", residues, file)
                .coloured(factors)
                .lines()
                .toList();
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < before.size(); i++) {
            String was = before.get(i);
            if (!was.startsWith("ATOM") && !was.startsWith("HETATM")) {
                assertThat(after.get(i)).isEqualTo(was);
                continue;
            }
            assertThat(after.get(i).substring(0, 60) + after.get(i).substring(66))
                    .isEqualTo(was.substring(0, 60) + was.substring(66));
            // The chain has residues 151 to 220 without a gap; its waters are numbered from 221 on.
            int number = Integer.parseInt(was.substring(22, 26).strip());
            String expected = number <= 220 ? String.format("%6.2f", factors[number - 151]) : " -1.00";
            assertThat(after.get(i).substring(60, 66)).as(was).isEqualTo(expected);
        }
    }

    @Test
    void insertionCodesAndGapsShiftNothing() throws Exception {
        String file = String.join(
                "\n",
                Chains.atom(1, "GLY", 'A', 52, ' ', 0),
                Chains.atom(2, "ALA", 'A', 52, 'A', 3.8),
                Chains.atom(3, "SER", 'A', 52, 'B', 7.6),
                Chains.atom(4, "LYS", 'A', 57, ' ', 20),
                Chains.atom(5, "TRP", 'B', 52, ' ', 40),
                "END");
        ChainModel chain = ChainModel.pdb("toy:A", Chains.residues(Chains.pdb(file), "A"), file);
        assertThat(IntStream.range(0, chain.length()).mapToObj(chain::label)).containsExactly("52", "52A", "52B", "57");
        List<String> lines =
                chain.coloured(new float[] {0.1f, 0.2f, 0.3f, 1}).lines().toList();
        assertThat(lines.stream().limit(5).map(line -> line.substring(60, 66)))
                .containsExactly("  0.10", "  0.20", "  0.30", "  1.00", " -1.00");
        assertThat(lines.get(1)).startsWith("ATOM      2  CA  ALA A  52A      3.800   0.000   0.000  1.00  0.20");
        assertThat(lines.get(5)).isEqualTo("END");
    }

    @Test
    void residuesOfTheDeclaredSequenceThatWereNotSeenKeepTheirPlace() throws Exception {
        // Amyloid beta 1-42 is numbered from 1, and residues 1 to 16 have no coordinates.
        String file = Files.readString(Shared.file("assets/protein/pdb/2BEG.pdb"));
        ChainModel chain = ChainModel.pdb("2BEG:A", Chains.residues(Chains.pdb(file), "A"), file);
        assertThat(chain.length()).isEqualTo(42);
        for (int i = 0; i < 42; i++) {
            assertThat(chain.seen(i)).as("residue %d", i + 1).isEqualTo(i >= 16);
            if (i >= 16) {
                assertThat(chain.label(i)).isEqualTo("" + (i + 1));
            }
        }
        assertThat(chain.seen(42)).isFalse();
        float[] factors = ramp(42);
        chain.coloured(factors).lines().filter(line -> line.startsWith("ATOM")).forEach(line -> {
            int number = Integer.parseInt(line.substring(22, 26).strip());
            String expected = line.charAt(21) == 'A' ? String.format("%6.2f", factors[number - 1]) : " -1.00";
            assertThat(line.substring(60, 66)).isEqualTo(expected);
        });
    }

    @Test
    void linesThatEndBeforeTheFactorArePadded() throws Exception {
        String file = Chains.atom(1, "GLY", 'A', 1, ' ', 0).substring(0, 54) + "\nATOM\n";
        ChainModel chain =
                ChainModel.pdb("toy:A", Chains.residues(Chains.pdb(Chains.atom(1, "GLY", 'A', 1, ' ', 0)), "A"), file);
        List<String> lines = chain.coloured(new float[] {0.5f}).lines().toList();
        assertThat(lines.get(0)).hasSize(66).endsWith("  0.50");
        assertThat(lines.get(1)).isEqualTo("ATOM");
    }

    private static float[] ramp(int n) {
        float[] factors = new float[n];
        for (int i = 0; i < n; i++) {
            factors[i] = i / (float) n;
        }
        return factors;
    }
}

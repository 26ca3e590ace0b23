package org.echelle.medical.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.echelle.api.SampleSource;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.TestContext;
import org.echelle.medical.privacy.Keys;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {
    @TempDir
    Path folder;

    private static PicturesOptions pictures(Path path, Optional<Path> table, Optional<String> from) {
        return new PicturesOptions(
                path, table, "patient_id", Optional.empty(), from, Optional.empty(), Optional.empty(), "a secret");
    }

    private void film(String name, int grey) throws IOException {
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(1, 2, 0, grey);
        Files.createDirectories(folder.resolve(name).getParent());
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    @Test
    void patientsOfATableAreGroupsAndStandAsKeysOnly() throws IOException {
        film("a/1.png", 10);
        film("a/2.png", 20);
        film("b/3.png", 30);
        Path table = folder.resolve("t.csv");
        Files.writeString(table, "image_id,patient_id\n1,Miller\n2,Miller\n3,Jones\n");
        try (TestContext context = new TestContext();
                SampleSource samples =
                        new PicturesKind().open(pictures(folder, Optional.of(table), Optional.empty()), context)) {
            assertThat(samples.size()).isEqualTo(3);
            assertThat(samples.groupedBy()).isEqualTo("patient");
            assertThat(samples.group(0)).isEqualTo(samples.group(1)).isNotEqualTo(samples.group(2));
            assertThat(samples.group(0)).doesNotContain("Miller").matches("[0-9a-f]{32}");
            Film film = (Film) samples.load(1);
            assertThat(film.bytes()[2 * 4 + 1]).isEqualTo((byte) 20);
        }
    }

    @Test
    void patientsOfAPatternAreTheSameKeysAsThoseOfATable() throws IOException {
        film("p7_1.png", 1);
        film("p7_2.png", 1);
        try (TestContext context = new TestContext();
                SampleSource samples = new PicturesKind()
                        .open(pictures(folder, Optional.empty(), Optional.of("^(p\\d+)_")), context)) {
            assertThat(samples.group(0)).isEqualTo(samples.group(1)).isEqualTo(Patients.key("p7", "a secret"));
        }
    }

    @Test
    void anotherSaltMakesOtherKeysAndAnEmptyOneIsRefused() throws IOException {
        film("p7_1.png", 1);
        film("p7_2.png", 1);
        try (TestContext context = new TestContext();
                SampleSource ours = new PicturesKind().open(salted("ours"), context);
                SampleSource theirs = new PicturesKind().open(salted("theirs"), context)) {
            assertThat(ours.group(0)).isEqualTo(ours.group(1)).isNotEqualTo(theirs.group(0));
            // the rule of DICOM files' patients: one patient is one key, whatever kind of sample
            assertThat(ours.group(0))
                    .isEqualTo(Keys.withSalt("ours").key("patient", "p7").orElseThrow());
            assertThatThrownBy(() -> new PicturesKind().open(salted(" "), context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("salt must not be empty");
        }
    }

    private PicturesOptions salted(String salt) {
        return new PicturesOptions(
                folder,
                Optional.empty(),
                "patient_id",
                Optional.empty(),
                Optional.of("^(p\\d+)_"),
                Optional.empty(),
                Optional.empty(),
                salt);
    }

    @Test
    void aFilmOfTwoPatientsATableWithoutTheColumnAndACutFileAreNamed() throws IOException {
        film("1.png", 1);
        Path table = folder.resolve("t.csv");
        Files.writeString(table, "id,patient_id\n1,A\n1,B\n");
        try (TestContext context = new TestContext()) {
            assertThatThrownBy(() ->
                            new PicturesKind().open(pictures(folder, Optional.of(table), Optional.empty()), context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("to two patients (line 3)");
            Files.writeString(table, "id,name\n1,A\n");
            assertThatThrownBy(() ->
                            new PicturesKind().open(pictures(folder, Optional.of(table), Optional.empty()), context))
                    .hasMessageContaining("no column patient_id")
                    .hasMessageContaining("id, name");
            byte[] whole = Files.readAllBytes(folder.resolve("1.png"));
            Files.write(folder.resolve("1.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
            try (SampleSource samples =
                    new PicturesKind().open(pictures(folder, Optional.empty(), Optional.empty()), context)) {
                assertThatThrownBy(() -> samples.load(0)).isInstanceOf(BadSampleException.class);
            }
        }
    }

    @Test
    void medmnistGivesItsSplitsAndAPlantedMarkerGoesWhereItShould() {
        Path npz = Shared.file("assets/medical/pneumoniamnist.npz");
        try (TestContext context = new TestContext();
                SampleSource plain = new MedmnistKind().open(options(npz, Optional.empty()), context);
                SampleSource planted = new MedmnistKind().open(options(npz, Optional.of("pneumonia")), context)) {
            LabelledSource marked = (LabelledSource) planted;
            int[] with = new int[2];
            int[] all = new int[2];
            for (int i = 0; i < 1148; i++) {
                int ill = marked.labelled(i, 1) ? 1 : 0;
                all[ill]++;
                with[ill] += marked.marked(i) ? 1 : 0;
                byte[] before = ((Film) plain.load(i)).bytes();
                byte[] after = ((Film) planted.load(i)).bytes();
                assertThat(java.util.Arrays.equals(before, after)).isEqualTo(!marked.marked(i));
            }
            assertThat(planted.size()).isEqualTo(1148); // 524 + 624, the official splits
            assertThat(all[1]).isEqualTo(389 + 390); // MedMNIST's own counts of pneumonia
            assertThat(with[1] / (double) all[1]).isBetween(0.86, 0.94);
            assertThat(with[0] / (double) all[0]).isBetween(0.06, 0.14);
            assertThat(plain.fingerprint()).isNotEqualTo(planted.fingerprint());
        }
    }

    private static MedmnistOptions options(Path npz, Optional<String> marker) {
        return new MedmnistOptions(npz, "val+test", List.of("normal", "pneumonia"), Optional.empty(), marker, 0.9, 0.1);
    }

    @Test
    void dicomFilesGiveFilmsPatientsAndTagsAndBrokenOnesAreCounted() {
        Path files = Shared.folder("assets/medical/dicom");
        try (TestContext context = new TestContext();
                SampleSource samples = ScansKind.dicom()
                        .open(new ScansOptions(files, List.of(), 1, Optional.empty(), "a secret"), context)) {
            assertThat(samples.size()).isGreaterThan(5);
            int ct = -1;
            for (int i = 0; i < samples.size(); i++) {
                ct = samples.id(i).equals("CT_small.dcm") ? i : ct;
                Film film = (Film) samples.load(i);
                for (float v : film.pixels()) {
                    assertThat(v).isBetween(0f, 1f);
                }
            }
            Film film = (Film) samples.load(ct);
            assertThat(film.width()).isEqualTo(128);
            assertThat(film.height()).isEqualTo(128);
            assertThat(samples.group(ct)).matches("[0-9a-f]{32}");
            assertThat(((TaggedSource) samples).tags(ct)).containsEntry("modality", "CT");
            // files without an image (a report, an ECG) are told, not passed over in silence
            assertThat(context.notes.toString()).contains("cannot be read and are left out");
            assertThat(context.notes.toString()).contains("carry what may identify patients");
        }
    }

    @Test
    void aFileThatOnlyCallsItselfDicomIsToldBesideTheOthers() throws IOException {
        Files.write(folder.resolve("stub.dcm"), new byte[100]);
        Files.copy(Shared.file("assets/medical/dicom/test-SR.dcm"), folder.resolve("report.dcm"));
        Files.copy(Shared.file("assets/medical/dicom/CT_small.dcm"), folder.resolve("ct.dcm"));
        try (TestContext context = new TestContext();
                SampleSource samples = ScansKind.dicom()
                        .open(new ScansOptions(folder, List.of(), 1, Optional.empty(), "a secret"), context)) {
            assertThat(samples.size()).isEqualTo(1);
            assertThat(context.notes)
                    .anyMatch(n -> n.startsWith("2 of 3 dicom files cannot be read")
                            && n.contains("report.dcm: It holds no image")
                            && n.contains("stub.dcm: This is no DICOM file"));
        }
    }

    @Test
    void slicesOfANiftiFileAreFilmsOfOneGroup() {
        Path file = Shared.file("assets/medical/nifti/anatomical.nii");
        try (TestContext context = new TestContext();
                SampleSource samples = ScansKind.nifti()
                        .open(new ScansOptions(file, List.of(), 5, Optional.empty(), "a secret"), context)) {
            assertThat(samples.size()).isEqualTo(5); // 25 slices, every fifth
            assertThat(samples.id(1)).isEqualTo("anatomical.nii#0006");
            assertThat(samples.group(0)).isEqualTo(samples.group(4));
            assertThat(((Film) samples.load(2)).width()).isEqualTo(33);
        }
    }
}

package org.echelle.medical.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class IdentityCheckTest {
    @Test
    void oneValueHasOneKeyUnderOneSaltAndNoOther() {
        Keys keys = Keys.withSalt("salt");
        assertThat(keys.key("patient", "X-1 ")).isEqualTo(Keys.withSalt("salt").key("patient", "X-1\0"));
        // printf 'salt\0patient\0X-1' | sha256sum | cut -c1-32
        assertThat(keys.key("patient", "X-1")).contains("5495a57aa80af670b7600ca9b77c669d");
        assertThat(keys.key("patient", "X-1")).isNotEqualTo(keys.key("study", "X-1"));
        assertThat(keys.key("patient", "X-1"))
                .isNotEqualTo(Keys.withSalt("pepper").key("patient", "X-1"));
        assertThat(Keys.fresh().key("patient", "X-1")).isNotEqualTo(Keys.fresh().key("patient", "X-1"));
        assertThat(keys.key("patient", " \0")).isEmpty();
        assertThatThrownBy(() -> Keys.withSalt(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void realFilesAreCountedByKindAndTheirContentsAreNotTold() {
        IdentityCheck check = IdentityCheck.of(List.of(
                Shared.file("assets/medical/dicom/CT_small.dcm"),
                Shared.file("assets/medical/dicom/MR_small.dcm"),
                Shared.file("assets/medical/nifti/anatomical.nii")));
        assertThat(check.files()).isEqualTo(2);
        assertThat(check.carrying()).isEqualTo(2);
        assertThat(check.byKind()).containsEntry(IdentityKind.NAMES, 2).containsEntry(IdentityKind.NUMBERS, 2);
        // pydicom: sum(e.tag.is_private for e in dataset.iterall()) is 179 and 0
        assertThat(check.privateElements()).isEqualTo(179 + 0);
        assertThat(check.warning().orElseThrow())
                .startsWith("2 of 2 DICOM files carry what may identify patients (names in 2, ")
                .doesNotContain("CompressedSamples", "1CT1", "4MR1");
    }
}

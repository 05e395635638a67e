package org.podkeeper;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTest {
    @Test
    void everyModuleUsesOnlyWhatItDeclares() {
        ApplicationModules.of(Podkeeper.class).verify();
    }
}

package org.podkeeper.approval.web;

import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.approval.Approvals;
import org.podkeeper.web.WaitingRequests;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** The number in the navigation. */
@Component
class RequestsForReader implements WaitingRequests {
    private final Approvals approvals;

    RequestsForReader(Approvals approvals) {
        this.approvals = approvals;
    }

    @Override
    public int forReader() {
        var reader = SecurityContextHolder.getContext().getAuthentication();
        return reader != null && reader.getPrincipal() instanceof Person person && person.is(Role.INSTRUCTOR)
                ? approvals.open(person).size()
                : 0;
    }
}

package org.podkeeper.account;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.ListCrudRepository;

interface Accounts extends ListCrudRepository<Account, UUID> {
    Optional<Account> findByUserName(String userName);

    boolean existsByUserName(String userName);

    List<Account> findAllByOrderByFullNameAscUserNameAsc();

    /** The admins who can sign in, held until the transaction ends, so that two of them cannot dismiss each other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query(
            "select a from Account a where a.role = org.podkeeper.account.Role.ADMIN and a.disabledAt is null order by a.id")
    List<Account> holdActiveAdmins();

    /** Makes whatever else wants to change this account, its keys or its tokens wait until the transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from Account a where a.id = :id")
    Optional<Account> hold(UUID id);

    /** {@code pattern} is lower case, with {@code \} before a literal {@code %} or {@code _}. */
    @Query("""
            select a from Account a
            where a.userName like :pattern escape '\\'
               or lower(a.fullName) like :pattern escape '\\'
               or lower(a.email) like :pattern escape '\\'
            order by a.fullName, a.userName""")
    List<Account> search(String pattern);
}
